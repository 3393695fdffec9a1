-- How often does each site change an article after publication, and what: figures, names, quotes, headlines?
SELECT
  a.site, count(DISTINCT a.article_id) AS articles, count(DISTINCT a.article_id) FILTER (r.revision > 1) AS revised,
  histogram(r.changed) FILTER (r.revision > 1) AS what
FROM articles AS a
JOIN revisions AS r USING (article_id)
GROUP BY a.site
HAVING revised > 0
ORDER BY revised DESC, a.site;

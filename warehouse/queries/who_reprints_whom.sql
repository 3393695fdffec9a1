-- Who reprints whom, and how often does the reprint name where the text comes from?
SELECT
  copy.site AS reprinter, original.site AS source, count(*) AS reprints,
  count(*) FILTER (r.evidence LIKE '%names the original%') AS credited
FROM reprints AS r
JOIN articles AS copy ON copy.article_id = r.article_id
JOIN articles AS original ON original.article_id = r.of_article_id
WHERE r.relation = 'same_article'
GROUP BY ALL
ORDER BY reprints DESC, reprinter, source;

-- version_texts
-- The versions of some articles; of very short ones the title too.
WITH version AS MATERIALIZED (
  SELECT rowid AS row, article_id, content_hash, word_count < $short AS is_short
  FROM revisions WHERE article_id IN (SELECT unnest($article_ids))
), short AS (  -- by row number: else the titles of all articles are read
  SELECT rowid AS row, title FROM revisions WHERE rowid IN (SELECT row FROM version WHERE is_short AND row < $own_rows)
  UNION ALL
  SELECT rowid AS row, title FROM revisions WHERE rowid IN (SELECT row FROM version WHERE is_short AND row >= $own_rows)
)
SELECT DISTINCT v.article_id, a.site, v.content_hash, CASE WHEN v.is_short THEN coalesce(s.title, '') END AS short_title
FROM version AS v
JOIN internal.article AS a ON a.article_id = v.article_id
LEFT JOIN short AS s ON s.row = v.row;

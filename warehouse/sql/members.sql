-- members
-- The articles of some current versions, by row number, with what says who came first; `is_born`: the story is already
-- in `stories`.
WITH text AS MATERIALIZED (
  SELECT article_id, word_count, left(body, 120) AS opening FROM revisions WHERE rowid IN (SELECT unnest(?))
), place AS MATERIALIZED (  -- by row number: else what all articles say of themselves is read
  SELECT rowid AS row FROM internal.article WHERE article_id IN (SELECT article_id FROM text)
), article AS (
  SELECT * FROM internal.article WHERE rowid IN (SELECT row FROM place WHERE row < {own_rows})
  UNION ALL
  SELECT * FROM internal.article WHERE rowid IN (SELECT row FROM place WHERE row >= {own_rows})
)
SELECT
  a.article_id, a.story_id, st.story_id IS NOT NULL AS is_born, a.site, a.canonical_url,
  coalesce(s.title, '') AS publisher, a.source_name, a.source_url,
  a.published_at, a.published_precision, a.published_from, a.first_seen_at, t.word_count, t.opening,
  coalesce(s.rank, 0) AS rank
FROM text AS t
JOIN article AS a ON a.article_id = t.article_id
LEFT JOIN stories AS st ON st.story_id = a.story_id
LEFT JOIN internal.site AS s ON s.name = a.site;

-- members
-- Some articles, with what says who came first; `is_born`: the story is already in `stories`.
WITH asked AS MATERIALIZED (
  SELECT * FROM internal.article WHERE rowid IN (
    SELECT rowid FROM internal.article WHERE article_id IN (SELECT unnest(?))
  )
), text AS MATERIALIZED (
  SELECT article_id, word_count, left(body, 120) AS opening FROM revisions WHERE rowid IN (
    SELECT r.rowid FROM asked AS a JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  )
)
SELECT
  a.article_id, a.story_id, st.story_id IS NOT NULL AS is_born, a.site, a.canonical_url,
  coalesce(s.title, '') AS publisher, a.source_name, a.source_url,
  a.published_at, a.published_precision, a.published_from, a.first_seen_at, t.word_count, t.opening,
  coalesce(s.rank, 0) AS rank
FROM asked AS a
JOIN text AS t ON t.article_id = a.article_id
LEFT JOIN stories AS st ON st.story_id = a.story_id
LEFT JOIN internal.site AS s ON s.name = a.site;

-- members
-- Some articles, with what says who came first; `is_born`: the story is already in `stories`.
SELECT
  a.article_id, a.story_id, st.story_id IS NOT NULL AS is_born, a.site, a.canonical_url,
  coalesce(s.title, '') AS publisher, a.source_name, a.source_url,
  a.published_at, a.published_precision, a.published_from, a.first_seen_at, r.word_count, left(r.body, 120) AS opening,
  coalesce(s.rank, 0) AS rank
FROM internal.article AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
LEFT JOIN stories AS st ON st.story_id = a.story_id
LEFT JOIN internal.site AS s ON s.name = a.site
WHERE a.article_id IN (SELECT unnest(?));

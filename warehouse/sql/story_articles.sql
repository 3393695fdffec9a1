-- story_articles
-- The articles of a story: the original, then the others in order of time. First which rows, by the keys alone, then the
-- rows: joined with the story, the view reads the bodies of all articles.
WITH held AS MATERIALIZED (
  SELECT
    a.article_id, a.site, a.url, a.canonical_url, a.published_at, a.published_precision, a.first_seen_at,
    a.is_original, r.rowid AS text_row
  FROM internal.article AS a
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  WHERE a.story_id = ?
)
SELECT
  h.article_id, h.site, t.title, h.url, h.published_at, h.published_precision, h.first_seen_at,
  h.is_original, r.evidence, r.of_article_id, h.canonical_url, t.body
FROM held AS h
JOIN revisions AS t ON t.rowid = h.text_row
LEFT JOIN reprints AS r ON r.article_id = h.article_id AND r.relation = 'same_article'
ORDER BY h.is_original DESC, coalesce(h.published_at, h.first_seen_at), h.article_id;

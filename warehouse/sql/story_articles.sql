-- story_articles
-- The articles of a story: the original, then the others in order of time.
SELECT
  a.article_id, a.site, a.title, a.url, a.published_at, a.published_precision, a.first_seen_at,
  a.is_original, r.evidence, r.of_article_id,
  (SELECT max(t.kind) FROM tombstones AS t WHERE t.url = a.canonical_url) AS tombstone, a.body
FROM articles AS a
LEFT JOIN reprints AS r ON r.article_id = a.article_id AND r.relation = 'same_article'
WHERE a.story_id = ?
ORDER BY a.is_original DESC, coalesce(a.published_at, a.first_seen_at), a.article_id;

-- story_articles
-- The articles of a story: the original, then the others in order of time.
SELECT
  a.article_id, a.site, a.title, a.url, a.published_at, a.published_precision, a.first_seen_at,
  a.is_original, r.evidence, r.of_article_id,
  t.kind AS tombstone, t.to_url AS leads_to, a.body
FROM articles AS a
LEFT JOIN reprints AS r ON r.article_id = a.article_id AND r.relation = 'same_article'
LEFT JOIN tombstones AS t ON t.article_id = a.article_id AND t.url = a.canonical_url
WHERE a.story_id = ?
QUALIFY row_number() OVER (PARTITION BY a.article_id ORDER BY t.seen_at DESC) = 1
ORDER BY a.is_original DESC, coalesce(a.published_at, a.first_seen_at), a.article_id;

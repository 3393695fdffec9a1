-- The article that a name means, by its key or any address that leads to it, with its score and what was decided.
-- One key, found first: joined with the names, the view reads every article.
WITH named AS (
  SELECT article_id, 1 AS rank FROM internal.article WHERE article_id::VARCHAR = lower($name) OR canonical_url = $name
  UNION ALL SELECT article_id, 2 FROM internal.aliases WHERE url = $name
)
SELECT
  a.article_id, a.canonical_url, a.site, a.language, a.title, a.dek, a.body, a.published_at, a.first_seen_at,
  a.relevance, a.topic, a.scored_topic, a.scored_by, d.decided_by, d.decided_at, d.note
FROM articles AS a
LEFT JOIN internal.decided AS d USING (article_id)
WHERE a.article_id = (SELECT article_id FROM named ORDER BY rank LIMIT 1);

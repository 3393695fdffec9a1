-- What a person should look at, the newest first, each with its strongest sentence.
WITH tipped AS (
  SELECT article_id, arg_max(sentence, health * act * partner + strength) AS sentence FROM passages GROUP BY article_id
)
SELECT a.article_id, a.canonical_url, a.site, a.title, a.published_at, a.first_seen_at, a.relevance, t.sentence
FROM articles AS a
LEFT JOIN tipped AS t USING (article_id)
WHERE a.topic = 'review' AND ($site IS NULL OR a.site = $site)
ORDER BY coalesce(a.published_at, a.first_seen_at) DESC, a.article_id;

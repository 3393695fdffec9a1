-- The narrow rows of some articles.
SELECT article_id, first_seen_at, last_seen_at, record_key, story_id, is_original
FROM internal.article
WHERE article_id IN (SELECT unnest(?));

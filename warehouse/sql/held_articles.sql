-- The narrow rows of some articles.
SELECT article_id, record_key, story_id, is_original
FROM internal.article
WHERE article_id IN (SELECT unnest(?));

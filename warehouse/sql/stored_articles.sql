-- Metadata of some articles as stored.
SELECT * FROM internal.article WHERE article_id IN (SELECT unnest(?));

-- texts_held
-- Title and body of some articles as they are now.
SELECT a.article_id, r.title, r.body
FROM internal.article AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
WHERE a.article_id IN (SELECT unnest(?));

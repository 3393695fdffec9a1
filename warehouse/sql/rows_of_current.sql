-- rows_of_current
-- The row numbers of the current versions of some articles.
SELECT r.rowid
FROM internal.article AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
WHERE a.article_id IN (SELECT unnest(?));

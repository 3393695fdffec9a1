-- texts_held
-- Title and body of some articles as they are now. By row number: a join reads the text of every row first.
SELECT article_id, title, body
FROM revisions
WHERE rowid IN (
  SELECT r.rowid
  FROM internal.article AS a
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  WHERE a.article_id IN (SELECT unnest(?))
);

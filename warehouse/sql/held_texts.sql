-- The texts of all versions of some articles. By row number: a join reads the text of every row before it looks at the key.
SELECT article_id, revision, body
FROM revisions
WHERE rowid IN (SELECT rowid FROM revisions WHERE article_id IN (SELECT unnest(?)));

-- texts_held
-- Title and body of some versions, by row number.
SELECT article_id, title, body FROM revisions WHERE rowid IN (SELECT unnest(?));

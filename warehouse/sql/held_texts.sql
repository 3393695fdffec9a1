-- held_texts
-- The texts of some versions, by row number.
SELECT article_id, revision, body FROM revisions WHERE rowid IN (SELECT unnest(?));

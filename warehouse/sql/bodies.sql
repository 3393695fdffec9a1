-- bodies
-- Some texts as printed, by row number.
SELECT content_hash, body FROM revisions WHERE rowid IN (SELECT unnest(?));

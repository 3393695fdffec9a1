-- rows_of_versions
-- The row numbers of all versions of some articles.
SELECT rowid FROM revisions WHERE article_id IN (SELECT unnest(?));

-- rows_of_texts
-- The row numbers of some texts; of equal ones any.
SELECT any_value(rowid) FROM revisions WHERE content_hash IN (SELECT unnest(?)) GROUP BY content_hash;

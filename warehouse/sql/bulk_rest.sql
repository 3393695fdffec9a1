-- bulk_rest
-- Some of what is staged, to be loaded reading by reading.
SELECT * FROM staged WHERE page_id IN (SELECT unnest(?));

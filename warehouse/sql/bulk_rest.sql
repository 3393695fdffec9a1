-- bulk_rest
-- All that is staged and not plain, to be loaded reading by reading.
SELECT * FROM staged ANTI JOIN plain USING (page_id);

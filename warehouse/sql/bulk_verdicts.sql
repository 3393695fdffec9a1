-- bulk_verdicts
-- What the pages of the plain readings are now judged to be.
INSERT INTO internal.verdicts BY NAME
SELECT page_id, article_id, reading, $read_at AS read_at FROM staged SEMI JOIN plain USING (page_id);

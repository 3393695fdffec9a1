-- bulk_keys
-- The sampled shingles of the texts that came.
INSERT INTO internal.shingle_keys BY NAME FROM came;

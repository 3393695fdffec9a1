-- bulk_keys
-- The sampled shingles of the texts that came.
INSERT INTO internal.shingle_keys BY NAME SELECT unnest(keys) AS key, text_id, site, sampled FROM postings;

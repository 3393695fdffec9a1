-- bodies
-- Some texts as printed; of equal ones any.
SELECT content_hash, any_value(body) FROM revisions WHERE content_hash IN (SELECT unnest(?)) GROUP BY content_hash;

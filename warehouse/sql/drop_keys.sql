-- drop_keys
-- Remove the keys of texts that a site no longer has; return them.
DELETE FROM internal.shingle_keys AS k
USING (SELECT unnest($texts) AS text_id, unnest($sites) AS site) AS gone
WHERE k.text_id = gone.text_id AND k.site = gone.site
RETURNING k.key, k.site;

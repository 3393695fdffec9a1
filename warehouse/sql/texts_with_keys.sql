-- texts_with_keys
-- Texts of a site that hold one of some keys.
SELECT DISTINCT k.text_id
FROM internal.shingle_keys AS k
JOIN (SELECT unnest($keys) AS key, unnest($sites) AS site) AS wanted ON k.key = wanted.key AND k.site = wanted.site;

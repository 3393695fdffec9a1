-- The sampled shingles that are stored of some texts, by site.
SELECT text_id, site, list_sort(list(key)) AS keys FROM internal.shingle_keys
WHERE text_id IN (SELECT unnest(?)) GROUP BY ALL;

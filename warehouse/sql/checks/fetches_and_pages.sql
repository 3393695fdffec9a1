-- Every attempt that names a page names one that we have or had.
SELECT 'fetches', f.fetch_id, 'page_id', f.page_id, 'no such page'
FROM fetches AS f
LEFT JOIN pages AS p ON p.page_id = f.page_id
LEFT JOIN expired_pages AS x ON x.page_id = f.page_id
WHERE f.page_id IS NOT NULL AND p.page_id IS NULL AND x.page_id IS NULL;

-- bulk_unsourced
-- One plain reading in a story of its own that names no source, if there is any.
SELECT article_id
FROM staged SEMI JOIN plain USING (page_id)
WHERE article_id NOT IN (SELECT unnest($elsewhere)) AND coalesce(source_name, '') = '' AND coalesce(source_url, '') = ''
LIMIT 1;

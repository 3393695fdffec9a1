-- bulk_sourced
-- Plain readings in stories of their own that name a source.
SELECT article_id
FROM staged SEMI JOIN plain USING (page_id)
WHERE article_id NOT IN (SELECT unnest($elsewhere)) AND (coalesce(source_name, '') <> '' OR coalesce(source_url, '') <> '');

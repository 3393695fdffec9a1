SELECT 1 FROM pages WHERE page_id = $page_id

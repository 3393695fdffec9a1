SELECT page_id FROM pages WHERE page_id IN (SELECT unnest(?));

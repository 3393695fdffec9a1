-- asked_urls
-- The addresses that some pages were asked for at.
SELECT page_id, url, status FROM pages WHERE page_id IN (SELECT unnest(?));

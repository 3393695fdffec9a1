-- What some pages were last judged to be.
SELECT page_id, article_id, reading, read_at FROM internal.verdicts WHERE page_id IN (SELECT unnest(?));

-- The mean size of a page held, in bytes.
SELECT coalesce(avg(bytes), 0) FROM pages;

-- Which authors wrote the most original relevant articles, and for whom?
SELECT author, count(*) AS articles, list_sort(list_distinct(list(site))) AS sites
FROM (SELECT unnest(authors) AS author, site FROM articles WHERE is_original AND topic = 'relevant')
GROUP BY author
ORDER BY articles DESC, author COLLATE vi
LIMIT 20;

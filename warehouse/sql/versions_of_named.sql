-- How many versions the article has that a name means; no row where it means none.
SELECT a.revision FROM internal.article AS a
WHERE a.article_id = $key OR a.article_id IN (SELECT article_id FROM internal.aliases WHERE list_contains($addresses, url))
LIMIT 1;

-- held_sightings
-- Which page showed which text of some articles, when.
SELECT article_id, seen_at, page_id, text_key
FROM internal.sightings
WHERE article_id IN (SELECT unnest(?))
ORDER BY article_id, seen_at, page_id;

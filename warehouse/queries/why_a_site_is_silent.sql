-- Of which sites do we hear nothing, since when, and is it the site, the way to it, or us?
SELECT site, last_asked_at, last_answered_at, last_listed_at, last_new_at, why
FROM silence
WHERE why IS NOT NULL
ORDER BY last_new_at NULLS FIRST, site;

-- Addresses of a site to be fetched now, the longest waiting first.
SELECT url, site, listed_at, state, due_at, attempts
FROM internal.addresses
WHERE site = $site AND state = 'due' AND (due_at IS NULL OR due_at <= $now)
ORDER BY coalesce(due_at, listed_at), listed_at, url;

-- Addresses of a site to be fetched now, the longest waiting first.
SELECT url, site, listed_at, state, due_at, attempts, changed_at, asked_url
FROM internal.addresses
WHERE site = $site AND (state = 'due' AND due_at IS NULL OR state IN ('due', 'held') AND due_at <= $now)
ORDER BY coalesce(due_at, listed_at), listed_at, url;

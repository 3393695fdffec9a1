-- Where some addresses stand.
SELECT url, site, listed_at, state, due_at, attempts, set_at FROM internal.addresses WHERE url IN (SELECT unnest(?));

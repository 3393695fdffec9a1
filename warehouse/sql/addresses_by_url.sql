-- Where some addresses stand.
SELECT url, site, listed_at, state, due_at, attempts, changed_at, asked_url, set_at FROM internal.addresses WHERE url IN (SELECT unnest(?));

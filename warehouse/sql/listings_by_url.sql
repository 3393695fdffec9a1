-- What some feeds, sitemaps and listings answered last.
SELECT url, site, checked_at, etag, last_modified FROM internal.listings WHERE url IN (SELECT unnest(?));

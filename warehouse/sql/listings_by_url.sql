-- What some feeds, sitemaps and listings answered last.
SELECT url, site, checked_at, etag, last_modified, sha256, news_at, due_at FROM internal.listings WHERE url IN (SELECT unnest(?));

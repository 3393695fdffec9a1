-- What the feeds, sitemaps and listings of a site answered last.
SELECT url, site, checked_at, etag, last_modified, sha256, news_at, due_at FROM internal.listings WHERE site = ? ORDER BY url;

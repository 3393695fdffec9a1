-- What the feeds, sitemaps and listings of a site answered last.
SELECT url, site, checked_at, etag, last_modified FROM internal.listings WHERE site = ? ORDER BY url;

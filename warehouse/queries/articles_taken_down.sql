-- Which articles were taken down or moved after we had them?
SELECT t.seen_at, t.kind, a.site, a.title, t.url, t.to_url
FROM tombstones AS t
JOIN articles AS a USING (article_id)
ORDER BY t.seen_at DESC, t.url;

-- The response that a name means: by its own key, behind a version of an article (the current one unless asked for),
-- or the newest of an address that shows none. `expired_at` where it is no longer in the archive.
WITH article AS (
  SELECT article_id FROM internal.article WHERE article_id = $key
  UNION SELECT article_id FROM internal.aliases WHERE list_contains($addresses, url)
), named AS (
  SELECT 1 AS rank, page_id, NULL AS revision, NULL::TIMESTAMPTZ AS at FROM pages WHERE page_id = $key
  UNION ALL SELECT 1, page_id, NULL, NULL FROM expired_pages WHERE page_id = $key
  UNION ALL
  SELECT 2, r.page_id, r.revision, r.seen_at
  FROM revisions AS r
  JOIN article ON article.article_id = r.article_id
  JOIN internal.article AS a ON a.article_id = r.article_id
  WHERE r.revision = coalesce($revision, a.revision)
  UNION ALL
  SELECT 3, page_id, NULL, fetched_at FROM pages
  WHERE $revision IS NULL AND (list_contains($addresses, url) OR list_contains($addresses, final_url))
  UNION ALL
  SELECT 4, page_id, NULL, fetched_at FROM expired_pages
  WHERE $revision IS NULL AND (list_contains($addresses, url) OR list_contains($addresses, final_url))
)
SELECT
  p.page_id, p.url, p.final_url, p.fetched_at, p.status, p.content_type, p.charset, p.bytes, p.sha256, p.warc_file,
  p.warc_offset, p.run_id, p.etag, p.last_modified,
  x.url AS expired_url, x.expired_at, x.reason, x.sha256 AS expired_sha256
FROM named
LEFT JOIN pages AS p ON p.page_id = named.page_id
LEFT JOIN expired_pages AS x ON x.page_id = named.page_id
ORDER BY rank, named.at DESC, named.page_id LIMIT 1;

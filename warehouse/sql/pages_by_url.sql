-- The archived pages of some addresses, the newest first.
SELECT
  page_id, url, final_url, fetched_at, status, content_type, charset, bytes, sha256, warc_file, warc_offset, run_id,
  etag, last_modified
FROM pages
WHERE url IN (SELECT unnest(?))
ORDER BY fetched_at DESC, page_id;

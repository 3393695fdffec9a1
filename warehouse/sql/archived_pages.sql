-- Every archived page, file by file, in the order in which it is read fastest.
SELECT
  page_id, url, final_url, fetched_at, status, content_type, charset, bytes, sha256, warc_file, warc_offset, run_id,
  etag, last_modified
FROM pages
ORDER BY warc_file, warc_offset;

-- bulk_pages
-- The pages of the plain readings.
INSERT INTO pages BY NAME
SELECT
  page_id, asked_url AS url, final_url, fetched_at, status, content_type, charset, bytes, sha256, warc_file, warc_offset,
  fetched_by AS run_id, etag, last_modified
FROM staged SEMI JOIN plain USING (page_id) ANTI JOIN pages USING (page_id);

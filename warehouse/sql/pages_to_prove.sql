-- The archived pages, or some: of some sites, or so many drawn by chance; in the order in which they are read fastest.
SELECT
  page_id, url, final_url, fetched_at, status, content_type, charset, bytes, sha256, warc_file, warc_offset, run_id,
  etag, last_modified
FROM pages
WHERE ($sites IS NULL OR page_id IN (
    SELECT page_id FROM fetches WHERE page_id IS NOT NULL AND list_contains($sites, site)
    UNION
    SELECT v.page_id FROM internal.verdicts AS v JOIN internal.article AS a ON a.article_id = v.article_id
    WHERE list_contains($sites, a.site)
  ))
  AND ($sample IS NULL OR page_id IN (
    SELECT page_id FROM pages ORDER BY hash(page_id, $seed::BIGINT) LIMIT coalesce($sample, 0)::BIGINT
  ))
ORDER BY warc_file, warc_offset;

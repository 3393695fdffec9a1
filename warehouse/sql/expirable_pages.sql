-- Pages that may leave the archive: last received before a day, and nothing rests on them. They stay while a version of
-- an article rests on them, while they are the newest of an article's address (it is asked for with their validators,
-- and a front page there is a tombstone), and while their run has not ended.
WITH last AS (
  SELECT page_id, max(fetches.at) AS at FROM fetches WHERE page_id IS NOT NULL GROUP BY page_id
), newest AS (
  SELECT page_id FROM pages QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, page_id) = 1
)
SELECT
  p.page_id, p.url, p.final_url, p.fetched_at, greatest(p.fetched_at, last.at) AS last_fetched_at, p.status,
  p.content_type, p.bytes, p.sha256, p.warc_file, p.warc_offset,
  CASE WHEN v.article_id IS NULL THEN 'reject' ELSE 'superseded' END AS reason
FROM pages AS p
JOIN internal.verdicts AS v ON v.page_id = p.page_id
JOIN runs ON runs.run_id = p.run_id AND runs.finished_at IS NOT NULL
LEFT JOIN last ON last.page_id = p.page_id
WHERE greatest(p.fetched_at, last.at) < $before
  AND p.page_id NOT IN (SELECT page_id FROM revisions)
  AND (v.article_id IS NULL OR p.page_id NOT IN (SELECT page_id FROM newest))
  AND (v.article_id IS NOT NULL OR p.url NOT IN (SELECT canonical_url FROM internal.article))
ORDER BY p.warc_file, p.warc_offset;

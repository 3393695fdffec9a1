-- Per watched site how many of the pages fetched as articles were rejected, lately and before: Series.
WITH received AS (
  SELECT f.site, f.page_id, min(f.at) AS received_at
  FROM fetches AS f
  JOIN internal.site AS s ON s.name = f.site AND s.enabled
  WHERE f.kind = 'article' AND f.outcome = 'fetched' AND f.at BETWEEN $now::TIMESTAMPTZ - INTERVAL 90 DAYS AND $now
  GROUP BY f.site, f.page_id
), judged AS (
  SELECT
    p.site, p.received_at, v.article_id IS NULL AS had,
    row_number() OVER (PARTITION BY p.site ORDER BY p.received_at DESC, p.page_id) AS place,
    least(20, count(*) OVER (PARTITION BY p.site) // 3) AS news
  FROM received AS p
  JOIN internal.verdicts AS v ON v.page_id = p.page_id
), marked AS (
  SELECT
    judged.*, place <= news AND news >= 4 AS is_latest,
    place > news AND received_at < coalesce(o.opened_at, $now) AS is_past
  FROM judged
  LEFT JOIN alerts AS o ON o.site = judged.site AND o.kind = 'reader_broke' AND o.closed_at IS NULL
)
SELECT
  site, 'rejected' AS trait, '' AS part,
  coalesce(list(had ORDER BY place) FILTER (is_latest), []) AS latest,
  count(*) FILTER (is_past AND had) AS had_before,
  count(*) FILTER (is_past) AS before
FROM marked
GROUP BY site
ORDER BY site;

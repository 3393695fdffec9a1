-- How each site does: the sites with a file, and those we only hold articles or attempts of.
WITH held AS (
  SELECT site, count(*) AS articles, max(first_seen_at) AS last_new_at FROM internal.article GROUP BY site
), asked AS (
  SELECT
    site,
    max(f.at) AS last_run_at,
    count(*) FILTER (recent AND outcome <> 'skipped') AS requests,
    count(*) FILTER (recent AND outcome = 'blocked') AS blocked,
    count(*) FILTER (recent AND outcome = 'robots') AS robots,
    count(*) FILTER (recent AND outcome IN ('http_error', 'failed', 'too_large')) AS errors
  FROM (SELECT *, fetches.at > $now::TIMESTAMPTZ - INTERVAL 7 DAYS AND fetches.at <= $now AS recent FROM fetches) AS f
  GROUP BY site
), names AS (
  SELECT name AS site FROM internal.site UNION SELECT site FROM held UNION SELECT site FROM asked
), state AS (
  SELECT
    n.site, coalesce(s.title, n.site) AS title, coalesce(s.enabled, false) AS enabled,
    coalesce(s.verify_tls, true) AS verify_tls, a.last_run_at,
    h.last_new_at, coalesce(h.articles, 0) AS articles, s.expected_gap,
    coalesce(s.silent, false) AS silent,
    coalesce(a.requests, 0) AS requests, coalesce(a.blocked, 0) AS blocked, coalesce(a.robots, 0) AS robots,
    coalesce(a.errors, 0) AS errors
  FROM names AS n
  LEFT JOIN sites AS s ON s.name = n.site
  LEFT JOIN held AS h ON h.site = n.site
  LEFT JOIN asked AS a ON a.site = n.site
), trouble AS (
  SELECT site, string_agg(replace(kind, '_', ' ') || ': ' || evidence, '; ' ORDER BY opened_at, kind) AS reason
  FROM alerts WHERE closed_at IS NULL GROUP BY site
), judged AS (
  SELECT state.*, CASE WHEN enabled THEN t.reason END AS reason
  FROM state LEFT JOIN trouble AS t ON t.site = state.site
)
SELECT
  site, title, enabled, last_run_at, last_new_at, articles, expected_gap, silent, requests, blocked, robots, errors,
  reason IS NOT NULL AS needs_person, reason, verify_tls
FROM judged
ORDER BY needs_person DESC, enabled DESC, site;

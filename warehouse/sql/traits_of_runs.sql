-- Per watched site how many runs were refused by most of its lists, or by most of its articles, lately and before:
-- Series. A run is one occasion: a burst of refusals within a minute is one event.
WITH asked AS (
  SELECT
    f.site, CASE WHEN f.kind = 'article' THEN 'its articles' ELSE 'its lists' END AS part, min(f.at) AS asked_at,
    2 * count(*) FILTER (f.outcome IN ('blocked', 'robots')) > count(*) AS had
  FROM fetches AS f
  JOIN internal.site AS s ON s.name = f.site AND s.enabled
  WHERE f.kind <> 'file' AND f.outcome <> 'skipped' AND f.at BETWEEN $now::TIMESTAMPTZ - INTERVAL 28 DAYS AND $now
  GROUP BY f.site, f.run_id, part
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY site, part ORDER BY asked_at DESC) AS place FROM asked
), marked AS (
  SELECT
    placed.*, place <= 20 AS is_latest, place > 20 AND asked_at < coalesce(o.opened_at, $now) AS is_past
  FROM placed
  LEFT JOIN alerts AS o ON o.site = placed.site AND o.kind = 'blocked' AND o.closed_at IS NULL
)
SELECT
  site, 'refused' AS trait, part,
  list(had ORDER BY place) FILTER (is_latest) AS latest,
  count(*) FILTER (is_past AND had) AS had_before,
  count(*) FILTER (is_past) AS before
FROM marked
GROUP BY site, part
ORDER BY site, part;

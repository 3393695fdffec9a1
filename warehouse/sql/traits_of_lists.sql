-- Per list of a watched site how often it gave no answer, and on how many days it named less than a quarter of what it
-- used to: Series. A refusal is told by another; a list that is not polled any more says nothing. A day is one occasion
-- of length, as a list of the newest is short all through a weekend; holidays are none. A run that no site answered
-- tells of our side, not of theirs.
WITH asked AS (
  SELECT
    f.site, f.run_id, f.url, f.at AS polled_at, f.listed, f.outcome NOT IN ('fetched', 'not_modified') AS is_dead,
    (f.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE AS day, o.opened_at
  FROM fetches AS f
  JOIN internal.site AS s ON s.name = f.site AND s.enabled
  LEFT JOIN alerts AS o ON o.site = f.site AND o.kind = 'coverage_fell' AND o.closed_at IS NULL
  WHERE f.kind IN ('feed', 'sitemap', 'listing') AND f.outcome NOT IN ('skipped', 'blocked', 'robots')
    AND f.at BETWEEN $now::TIMESTAMPTZ - INTERVAL 28 DAYS AND $now
), polls AS (
  FROM asked
  ANTI JOIN (
    SELECT run_id FROM asked GROUP BY run_id HAVING bool_and(is_dead) AND count(DISTINCT site) >= 4
  ) AS deaf USING (run_id)
), current AS (
  SELECT site, url
  FROM polls GROUP BY site, url
  QUALIFY max(polled_at) > max(max(polled_at)) OVER (PARTITION BY site) - INTERVAL 36 HOURS
), deaths AS (
  SELECT site, url, opened_at, polled_at AS seen_at, 'unreachable' AS trait, is_dead AS had FROM polls
), days AS (
  SELECT site, url, any_value(opened_at) AS opened_at, min(polled_at) AS seen_at, max(listed) AS listed
  FROM polls
  WHERE listed IS NOT NULL AND NOT list_contains($holidays::DATE[], day)
  GROUP BY site, url, day
), lengths AS (
  SELECT
    site, url, opened_at, seen_at, 'thin' AS trait,
    listed < 0.25 * median(listed) FILTER (seen_at < coalesce(opened_at, $now)) OVER (PARTITION BY site, url) AS had
  FROM days
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY site, url, trait ORDER BY seen_at DESC) AS place
  FROM (FROM deaths UNION ALL BY NAME FROM lengths) SEMI JOIN current USING (site, url)
), marked AS (
  SELECT
    *, CASE trait WHEN 'thin' THEN 7 ELSE 20 END AS news, place <= news AS is_latest,
    place > news AND seen_at < coalesce(opened_at, $now) AS is_past
  FROM placed
)
SELECT
  site, trait, url AS part,
  list(coalesce(had, false) ORDER BY place) FILTER (is_latest) AS latest,
  count(*) FILTER (is_past AND had) AS had_before,
  count(*) FILTER (is_past) AS before
FROM marked
GROUP BY site, trait, url
ORDER BY site, trait, url;

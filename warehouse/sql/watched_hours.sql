-- Per watched site the hours (since 1970, in UTC) in which it published, since when it is watched, and when a list of it
-- last answered.
-- The window hangs on the site's newest hour, so that nothing changes while it is silent. A day is over before it is
-- known that an article of that day came; what has no day counts when we saw it; nothing is published after that.
WITH spoken AS (
  SELECT DISTINCT
    a.site,
    (epoch(least(a.first_seen_at, CASE
      WHEN a.published_precision IN ('second', 'minute') THEN a.published_at
      WHEN a.published_precision = 'day' THEN a.published_at + INTERVAL 1 DAY
      ELSE a.first_seen_at END)) // 3600)::BIGINT AS hour
  FROM internal.article AS a
  WHERE a.first_seen_at BETWEEN $now::TIMESTAMPTZ - INTERVAL 400 DAYS AND $now
), latest AS (
  SELECT site, hour
  FROM spoken
  QUALIFY row_number() OVER (PARTITION BY site ORDER BY hour DESC) <= 400
    AND hour > max(hour) OVER (PARTITION BY site) - 182 * 24
), watched AS (
  SELECT site, min(first_seen_at) AS watched_from FROM internal.article GROUP BY site
), heard AS (
  SELECT f.site, max(f.at) AS heard_at
  FROM fetches AS f
  WHERE f.kind IN ('feed', 'sitemap', 'listing') AND f.outcome IN ('fetched', 'not_modified')
    AND f.at BETWEEN $now::TIMESTAMPTZ - INTERVAL 28 DAYS AND $now
  GROUP BY f.site
)
SELECT
  s.name, list(l.hour ORDER BY l.hour) FILTER (l.hour IS NOT NULL), any_value(w.watched_from), any_value(h.heard_at)
FROM internal.site AS s
LEFT JOIN watched AS w ON w.site = s.name
LEFT JOIN latest AS l ON l.site = s.name
LEFT JOIN heard AS h ON h.site = s.name
WHERE s.enabled
GROUP BY s.name
ORDER BY s.name;

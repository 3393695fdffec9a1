-- flipped_keys
-- Keys that became furniture of a site by what just moved, or no longer are.
WITH moved AS MATERIALIZED (
  SELECT key, site, sum(step) AS step
  FROM (SELECT unnest($keys) AS key, unnest($sites) AS site, unnest($steps) AS step)
  GROUP BY key, site
), met AS MATERIALIZED (  -- by the keys alone: else the sites of all are read
  SELECT key, site FROM internal.shingle_keys WHERE key IN (SELECT key FROM moved)
), held AS (
  SELECT key, site, count(*) AS texts FROM met GROUP BY key, site
)
SELECT moved.key, moved.site
FROM moved
LEFT JOIN held USING (key, site)
WHERE (coalesce(texts, 0) > $most) <> (coalesce(texts, 0) - step > $most);

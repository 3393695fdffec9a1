-- When the ingests of all sites began that completed: those of the two weeks before the newest of them.
WITH whole AS (
  SELECT started_at
  FROM runs
  WHERE flow = 'ingest' AND state = 'completed' AND started_at BETWEEN $now::TIMESTAMPTZ - INTERVAL 400 DAYS AND $now
    AND coalesce(parameters->>'lists', 'true') <> 'false'
    AND coalesce(json_array_length(parameters, '$.sites'), 0) = 0
    AND coalesce(json_array_length(parameters, '$.kinds'), 0) = 0
)
SELECT started_at
FROM whole
QUALIFY started_at > max(started_at) OVER () - INTERVAL 14 DAYS
ORDER BY started_at;

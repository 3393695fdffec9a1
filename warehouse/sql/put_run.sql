-- A finished run stays finished: a batch of it that is loaded again does not reopen it.
INSERT INTO runs VALUES ($run_id, $flow, $started_at, $finished_at, $state, $parameters, $counts)
ON CONFLICT (run_id) DO UPDATE SET
  flow = excluded.flow, started_at = excluded.started_at, finished_at = excluded.finished_at,
  state = excluded.state, parameters = excluded.parameters, counts = excluded.counts
WHERE runs.finished_at IS NULL OR excluded.finished_at IS NOT NULL;

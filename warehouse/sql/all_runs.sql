SELECT run_id, flow, started_at, finished_at, state, parameters, counts FROM runs ORDER BY started_at, run_id;

-- What became of every address adds up, per site and run.
SELECT 'accounts', site || ' in run ' || run_id, 'listed + unlisted', listed + unlisted,
  known + fetched + unchanged + skipped + failed
FROM accounts
WHERE listed + unlisted <> known + fetched + unchanged + skipped + failed
  -- a run that was killed has its pages, not its lists
  AND run_id IN (SELECT run_id FROM runs WHERE flow = 'ingest' AND state = 'completed');

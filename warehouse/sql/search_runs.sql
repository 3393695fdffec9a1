-- search_runs
-- About how many rows of the search index are in its long sorted runs, and how many of them in the first: a run ends
-- where a word comes before the one above it. Only every so manieth row is looked at.
WITH mark AS MATERIALIZED (
  SELECT p.rowid AS place, p.folded, lag(p.folded) OVER (ORDER BY p.rowid) AS above
  FROM internal.search_postings AS p
  WHERE p.rowid % $every = 0
)
SELECT count(*) * $every,
  count(*) FILTER (m.place < coalesce((SELECT min(n.place) FROM mark AS n WHERE n.folded < n.above), m.place + 1)) * $every
FROM mark AS m;

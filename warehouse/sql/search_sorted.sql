-- search_sorted
-- The rows of that part as they were before.
DELETE FROM internal.search_postings AS p WHERE p.folded BETWEEN $first AND $last AND p.rowid <= $end;

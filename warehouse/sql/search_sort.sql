-- search_sort
-- One part of the search index, by the keys of its words, as one sorted run.
INSERT INTO internal.search_postings
FROM internal.search_postings AS p
WHERE p.folded BETWEEN $first AND $last AND p.rowid <= $end
ORDER BY p.folded, p.form, p.document;

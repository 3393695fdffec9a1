-- The highest number that a text in the search index ever had.
SELECT greatest(
  (SELECT coalesce(max(document), 0) FROM internal.search_documents),
  (SELECT coalesce(max(document), 0) FROM internal.search_retired));

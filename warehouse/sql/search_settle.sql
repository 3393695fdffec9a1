-- The recent rows of the search index, sorted, without those of texts that are gone.
INSERT INTO internal.search_postings
FROM internal.search_recent AS r
ANTI JOIN internal.search_retired AS gone ON gone.document = r.document
ORDER BY r.folded, r.form, r.document;

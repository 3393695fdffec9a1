-- search_rows
-- The row numbers of the texts with these numbers in the index.
SELECT r.rowid
FROM internal.search_documents AS d
JOIN internal.article AS a ON a.article_id = d.article_id
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
WHERE d.document BETWEEN $first AND $last;

-- How many articles more there are than texts in the search index.
SELECT (SELECT count(*) FROM internal.article) - (SELECT count(*) FROM internal.search_documents);

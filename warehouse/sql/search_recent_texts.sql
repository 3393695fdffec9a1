-- How many texts are among the recent rows of the search index.
SELECT count(DISTINCT document) FROM internal.search_recent;

-- search_tokens
-- The words of some texts, by number, one row each; one place is left out between the fields. A table and not a part of
-- what follows: DuckDB takes an unnest to give one row per list, and would join the wrong way round. In two halves: it
-- divides work by the rows read, and these texts are too few rows for a second processor.
CREATE OR REPLACE TEMP TABLE search_token AS
WITH key AS MATERIALIZED (  -- first which rows, by the keys alone: else the bodies of all articles are read
  SELECT d.document, d.title_words AS t, d.dek_words AS d, a.rowid AS article_row, r.rowid AS text_row
  FROM internal.search_documents AS d
  JOIN internal.article AS a ON a.article_id = d.article_id
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  WHERE d.document BETWEEN $first AND $last
), text AS (
  SELECT k.document, internal.search_text(r.title, k.t, a.dek, k.d, r.body) AS words
  FROM key AS k JOIN internal.article AS a ON a.rowid = k.article_row JOIN revisions AS r ON r.rowid = k.text_row
  WHERE k.document % 2 = 0
  UNION ALL
  SELECT k.document, internal.search_text(r.title, k.t, a.dek, k.d, r.body) AS words
  FROM key AS k JOIN internal.article AS a ON a.rowid = k.article_row JOIN revisions AS r ON r.rowid = k.text_row
  WHERE k.document % 2 = 1
)
SELECT document, unnest(words) AS word, generate_subscripts(words, 1)::USMALLINT AS position
FROM text;

-- search_tokens
-- The words of some texts, by number, one row each; one place is left out between the fields. A table and not a part of
-- what follows: DuckDB takes an unnest to give one row per list, and would join the wrong way round. In two halves: it
-- divides work by the rows read, and these texts are too few rows for a second processor.
CREATE OR REPLACE TEMP TABLE search_token AS
WITH version AS (  -- by row number: else the bodies of all articles are read
  SELECT article_id, title, body FROM revisions WHERE rowid IN (SELECT unnest($held))
  UNION ALL
  SELECT article_id, title, body FROM revisions WHERE rowid IN (SELECT unnest($own))
), whole AS MATERIALIZED (
  SELECT d.document, r.title, d.title_words AS t, a.dek, d.dek_words AS d, r.body
  FROM version AS r
  JOIN internal.search_documents AS d ON d.article_id = r.article_id AND d.document BETWEEN $first AND $last
  JOIN internal.article AS a ON a.article_id = r.article_id
), text AS (
  SELECT document, internal.search_text(title, t, dek, d, body) AS words FROM whole WHERE document % 2 = 0
  UNION ALL
  SELECT document, internal.search_text(title, t, dek, d, body) AS words FROM whole WHERE document % 2 = 1
)
SELECT document, unnest(words) AS word, generate_subscripts(words, 1)::USMALLINT AS position
FROM text;

-- search_tokens
-- The words of some texts, by number, one row each, with the field they stand in and what one place in it counts; one
-- place is left out between the fields. A field longer than is usual counts less per word (BM25F, b = 0.75, k1 = 1.2):
-- 12 words for a title, 35 for a dek, 500 for a body, about the means of Vietnamese newspapers. They are fixed, so that
-- a row never changes because other texts came. What one place counts is a whole number of thousandths: the sum is the
-- same in any order.
-- A table and not a part of what follows: DuckDB takes an unnest to give one row per list, and would join the wrong way
-- round. Bodies in two halves: it divides work by the rows read, and these texts are too few for a second processor.
CREATE OR REPLACE TEMP TABLE search_token AS
WITH version AS (  -- by row number: else the bodies of all articles are read
  SELECT article_id, title, body FROM revisions WHERE rowid IN (SELECT unnest($held))
  UNION ALL
  SELECT article_id, title, body FROM revisions WHERE rowid IN (SELECT unnest($own))
), numbered AS MATERIALIZED (
  SELECT d.document, d.article_id, d.title_words AS t, d.dek_words AS d, a.rowid AS row
  FROM internal.search_documents AS d
  JOIN internal.article AS a ON a.article_id = d.article_id
  WHERE d.document BETWEEN $first AND $last
), dek AS (
  SELECT rowid AS row, dek FROM internal.article WHERE rowid IN (SELECT row FROM numbered WHERE row < $own_rows)
  UNION ALL
  SELECT rowid AS row, dek FROM internal.article WHERE rowid IN (SELECT row FROM numbered WHERE row >= $own_rows)
), whole AS MATERIALIZED (
  SELECT n.document, r.title, n.t, dek.dek, n.d, r.body
  FROM version AS r
  JOIN numbered AS n ON n.article_id = r.article_id
  JOIN dek ON dek.row = n.row
), field AS (
  SELECT document, 1::UTINYINT AS field, 0 AS before, internal.words(title)[:t] AS words FROM whole
  UNION ALL
  SELECT document, 2, t + 1, internal.words(dek)[:d] FROM whole
  UNION ALL
  SELECT document, 4, t + d + 2, internal.words(body)[:50000] FROM whole WHERE document % 2 = 0
  UNION ALL
  SELECT document, 4, t + d + 2, internal.words(body)[:50000] FROM whole WHERE document % 2 = 1
), valued AS (
  SELECT f.*, CASE field
    WHEN 1 THEN round(3000 / (0.25 + 0.75 * len(words) / 12))
    WHEN 2 THEN round(1500 / (0.25 + 0.75 * len(words) / 35))
    ELSE round(1000 / (0.25 + 0.75 * len(words) / 500)) END::DOUBLE AS value
  FROM field AS f
)
SELECT document, field, value, unnest(words) AS word, (before + generate_subscripts(words, 1))::USMALLINT AS position
FROM valued;

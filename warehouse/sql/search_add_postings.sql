-- search_add_postings
-- The words of search_token as rows of the index. A key of rows is the number of the spelling, then that of the text.
INSERT INTO internal.search_{table} BY NAME
WITH posting AS MATERIALIZED (
  SELECT s.number << 32 | t.document AS key, list_sort(list(t.position)) AS positions, sum(t.value) AS frequency,
    bit_or(t.field) AS fields
  FROM search_token AS t JOIN search_spelling AS s ON s.word = t.word
  GROUP BY key
), spelling AS MATERIALIZED (
  SELECT DISTINCT number, folded, form, head, is_one_of_several FROM search_spelling
), together AS MATERIALIZED (  -- texts that have a word in several spellings
  SELECT min(p.key) AS key, s.head, (p.key & 4294967295) AS document, sum(p.frequency) AS frequency, bit_or(p.fields) AS fields
  FROM posting AS p JOIN spelling AS s ON s.number = p.key >> 32
  WHERE s.is_one_of_several
  GROUP BY s.head, document
  HAVING count(*) > 1
), weighed AS (
  SELECT p.*, s.folded, s.form, round(1000 * p.frequency / (p.frequency + 1200))::SMALLINT AS weight,
    t.key AS first_key, round(1000 * t.frequency / (t.frequency + 1200))::SMALLINT AS all_weight, t.fields AS all_fields
  FROM posting AS p
  JOIN spelling AS s ON s.number = p.key >> 32
  LEFT JOIN together AS t ON t.head = s.head AND t.document = p.key & 4294967295
)
SELECT w.folded, w.form, w.key & 4294967295 AS document, w.weight, w.fields, w.positions,
  CASE WHEN w.first_key IS NULL THEN 0 WHEN w.key = w.first_key THEN w.all_weight - w.weight ELSE -w.weight END AS more_weight,
  CASE WHEN w.key = w.first_key THEN w.all_fields - w.fields ELSE 0 END AS more_fields
FROM weighed AS w
ORDER BY w.key;

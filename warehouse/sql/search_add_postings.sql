-- search_add_postings
-- The words of search_token as rows of the index. A field longer than is usual counts less per word (BM25F, b = 0.75,
-- k1 = 1.2): 12 words for a title, 35 for a dek, 500 for a body, about the means of Vietnamese newspapers. They are
-- fixed, so that a row never changes because other texts came. What one place of a word counts is a whole number of
-- thousandths: the sum is the same in any order. A key of rows is the number of the spelling, then that of the text.
INSERT INTO internal.search_{table} BY NAME
WITH text AS MATERIALIZED (
  SELECT d.document, d.title_words + 1 AS dek_after, d.title_words + d.dek_words + 2 AS body_after,
    round(3000 / (0.25 + 0.75 * d.title_words / 12))::INTEGER AS in_title,
    round(1500 / (0.25 + 0.75 * d.dek_words / 35))::INTEGER AS in_dek,
    round(1000 / (0.25 + 0.75 * (w.last - d.title_words - d.dek_words - 2) / 500))::INTEGER AS in_body
  FROM internal.search_documents AS d
  JOIN (SELECT document, max(position) AS last FROM search_token GROUP BY document) AS w ON w.document = d.document
  WHERE d.document BETWEEN $first AND $last
), listed AS (
  SELECT s.number << 32 | t.document AS key, min(t.position) AS first, list_sort(list(t.position)) AS positions
  FROM search_token AS t JOIN search_spelling AS s ON s.word = t.word
  GROUP BY key
), counted AS (
  SELECT l.*, t.in_body, t.in_dek, t.in_title,
    CASE WHEN l.first > t.dek_after THEN 0 ELSE len(list_filter(l.positions, lambda p: p < t.dek_after)) END AS titles,
    CASE WHEN l.first > t.body_after THEN 0 ELSE len(list_filter(l.positions, lambda p: p < t.body_after)) END AS heads
  FROM listed AS l JOIN text AS t ON t.document = l.key & 4294967295
), posting AS MATERIALIZED (
  SELECT c.key, c.positions,
    (c.titles * c.in_title + (c.heads - c.titles) * c.in_dek + (len(c.positions) - c.heads) * c.in_body)::DOUBLE AS frequency,
    (c.titles > 0)::UTINYINT + 2 * (c.heads > c.titles)::UTINYINT + 4 * (len(c.positions) > c.heads)::UTINYINT AS fields
  FROM counted AS c
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

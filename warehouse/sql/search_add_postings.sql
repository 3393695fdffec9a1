-- search_add_postings
-- The words of some texts, by number, as rows of the index. A field longer than is usual counts less per word
-- (BM25F, b = 0.75, k1 = 1.2): 12 words for a title, 35 for a dek, 500 for a body, about the means of Vietnamese
-- newspapers. They are fixed, so that a row never changes because other texts came.
INSERT INTO internal.search_{table}
WITH text AS (
  SELECT d.document, d.title_words AS t, d.dek_words AS d,
    internal.words(coalesce(r.title, ''))[:d.title_words] || internal.words(coalesce(a.dek, ''))[:d.dek_words]
      || internal.words(r.body)[:50000] AS words
  FROM internal.search_documents AS d
  JOIN internal.article AS a ON a.article_id = d.article_id
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  WHERE d.document BETWEEN $first AND $last
), cut AS MATERIALIZED (
  SELECT document, t, d, words, len(words) - t - d AS b FROM text
), token AS MATERIALIZED (
  SELECT w.document, w.word, CASE WHEN w.n <= w.t THEN 1 WHEN w.n <= w.t + w.d THEN 2 ELSE 4 END::UTINYINT AS field,
    (w.n + (w.n > w.t)::INTEGER + (w.n > w.t + w.d)::INTEGER)::USMALLINT AS position
  FROM (SELECT document, t, d, unnest(words) AS word, generate_subscripts(words, 1) AS n FROM cut) AS w
), word AS MATERIALIZED (
  SELECT v.word, md5_number_lower(internal.fold(v.word)) AS folded, md5_number_lower(internal.form(v.word)) AS form
  FROM (SELECT DISTINCT word FROM token) AS v
), spelling AS MATERIALIZED (
  SELECT w.word, s.* FROM word AS w JOIN (
    SELECT folded, form, row_number() OVER (ORDER BY folded, form)::INTEGER AS number
    FROM word GROUP BY folded, form
  ) AS s USING (folded, form)
), posting AS (
  SELECT s.number, t.document, bit_or(t.field) AS fields, list(t.position) AS positions,
    count(*) FILTER (t.field = 1) AS in_title, count(*) FILTER (t.field = 2) AS in_dek, count(*) FILTER (t.field = 4) AS in_body
  FROM token AS t JOIN spelling AS s ON s.word = t.word
  GROUP BY s.number, t.document
), weighed AS (
  SELECT p.*, 3 * p.in_title / (0.25 + 0.75 * t.t / 12) + 1.5 * p.in_dek / (0.25 + 0.75 * t.d / 35)
    + p.in_body / (0.25 + 0.75 * t.b / 500) AS frequency
  FROM posting AS p JOIN cut AS t ON t.document = p.document
)
SELECT s.folded, s.form, w.document, round(1000 * w.frequency / (w.frequency + 1.2)), w.fields, w.positions
FROM weighed AS w JOIN (SELECT DISTINCT number, folded, form FROM spelling) AS s ON s.number = w.number
ORDER BY w.number, w.document;

-- search_add_postings
-- The words of some texts, by number, as rows of the index. A field longer than is usual counts less per word
-- (BM25F, b = 0.75, k1 = 1.2): 12 words for a title, 35 for a dek, 500 for a body, about the means of Vietnamese
-- newspapers. They are fixed, so that a row never changes because other texts came. What one place of a word counts is a
-- whole number of thousandths: the sum is the same in any order.
INSERT INTO internal.search_{table}
WITH version AS (  -- by row number: else the bodies of all articles are read
  SELECT article_id, title, body FROM revisions WHERE rowid IN (SELECT unnest($held))
  UNION ALL
  SELECT article_id, title, body FROM revisions WHERE rowid IN (SELECT unnest($own))
), text AS (
  SELECT d.document, d.title_words AS t, d.dek_words AS d,
    internal.words(coalesce(r.title, ''))[:d.title_words] || internal.words(coalesce(a.dek, ''))[:d.dek_words]
      || internal.words(r.body)[:50000] AS words
  FROM version AS r
  JOIN internal.search_documents AS d ON d.article_id = r.article_id AND d.document BETWEEN $first AND $last
  JOIN internal.article AS a ON a.article_id = r.article_id
), place AS (
  SELECT document, t, d, unnest(words) AS word, generate_subscripts(words, 1)::INTEGER AS n,
    round(3000 / (0.25 + 0.75 * t / 12))::INTEGER AS in_title, round(1500 / (0.25 + 0.75 * d / 35))::INTEGER AS in_dek,
    round(1000 / (0.25 + 0.75 * (len(words) - t - d) / 500))::INTEGER AS in_body
  FROM text
), token AS MATERIALIZED (
  SELECT document, word,
    CASE WHEN n <= t THEN 1 WHEN n <= t + d THEN 2 ELSE 4 END::UTINYINT AS field,
    CASE WHEN n <= t THEN in_title WHEN n <= t + d THEN in_dek ELSE in_body END AS counts,
    (CASE WHEN n <= t THEN n WHEN n <= t + d THEN n + 1 ELSE n + 2 END)::USMALLINT AS position
  FROM place
), spelling AS MATERIALIZED (
  SELECT v.word, md5_number_lower(internal.fold(v.word)) AS folded, md5_number_lower(internal.form(v.word)) AS form
  FROM (SELECT DISTINCT word FROM token) AS v
), posting AS (
  SELECT s.folded, s.form, t.document, sum(t.counts)::DOUBLE AS frequency, bit_or(t.field) AS fields,
    list_sort(list(t.position)) AS positions
  FROM token AS t JOIN spelling AS s ON s.word = t.word
  GROUP BY s.folded, s.form, t.document
)
SELECT p.folded, p.form, p.document, round(1000 * p.frequency / (p.frequency + 1200)), p.fields, p.positions
FROM posting AS p
ORDER BY p.folded, p.form, p.document;

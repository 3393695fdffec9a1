-- Full-text search in tables and macros of our own: DuckDB's extension for it is not to be had everywhere, knows no
-- Vietnamese, and is built anew as a whole. One row says how often a word, in one spelling, stands in one text.
-- Rows are written sorted by word, many texts at a time, so that a word's rows lie together and the rest is not read.

CREATE TABLE internal.search_documents (
  document INTEGER NOT NULL,
  article_id UUID NOT NULL,
  text_key UUID NOT NULL,
  dek_key UBIGINT NOT NULL,
  title_words USMALLINT NOT NULL,
  dek_words USMALLINT NOT NULL,
  site VARCHAR NOT NULL,
  language VARCHAR NOT NULL,
  topic VARCHAR NOT NULL,
  published_at TIMESTAMPTZ
);
COMMENT ON TABLE internal.search_documents IS 'One row per article: the text of it that the search index holds, and what a search can be narrowed by.';
COMMENT ON COLUMN internal.search_documents.document IS 'Number of the text in the index, given once; a text that changes gets another.';
COMMENT ON COLUMN internal.search_documents.article_id IS 'The article.';
COMMENT ON COLUMN internal.search_documents.text_key IS 'Key of the title and body that were indexed: revisions.text_key.';
COMMENT ON COLUMN internal.search_documents.dek_key IS 'Key of the dek that was indexed.';
COMMENT ON COLUMN internal.search_documents.title_words IS 'Words of the title.';
COMMENT ON COLUMN internal.search_documents.dek_words IS 'Words of the dek.';
COMMENT ON COLUMN internal.search_documents.site IS 'Site of the article.';
COMMENT ON COLUMN internal.search_documents.language IS 'Language of the article.';
COMMENT ON COLUMN internal.search_documents.topic IS 'Topic of the article.';
COMMENT ON COLUMN internal.search_documents.published_at IS 'When the article was published.';

CREATE TABLE internal.search_retired (document INTEGER NOT NULL);
COMMENT ON TABLE internal.search_retired IS 'Texts that are no article''s any more and still have rows in the index.';
COMMENT ON COLUMN internal.search_retired.document IS 'Number of the text.';

CREATE TABLE internal.search_postings (
  folded UBIGINT NOT NULL,
  form UBIGINT NOT NULL,
  document INTEGER NOT NULL,
  weight USMALLINT NOT NULL,
  fields UTINYINT NOT NULL,
  more_weight SMALLINT NOT NULL,
  more_fields UTINYINT NOT NULL,
  positions USMALLINT[] NOT NULL
);
COMMENT ON TABLE internal.search_postings IS 'One row per text and spelling of a word in it, in long sorted runs.';
COMMENT ON COLUMN internal.search_postings.folded IS 'Key of the word without case and accents.';
COMMENT ON COLUMN internal.search_postings.form IS 'Key of the word without case, with its accents.';
COMMENT ON COLUMN internal.search_postings.document IS 'Number of the text; joins search_documents.document.';
COMMENT ON COLUMN internal.search_postings.weight IS 'What the word counts for in this text, 0 to 1000: the part of BM25F that does not depend on other texts.';
COMMENT ON COLUMN internal.search_postings.fields IS 'Where it stands: 1 title, 2 dek, 4 body, or a sum of these.';
COMMENT ON COLUMN internal.search_postings.more_weight IS 'What all spellings of the word together count for more than this one, in the row of the first one; in the others -weight.';
COMMENT ON COLUMN internal.search_postings.more_fields IS 'Where only other spellings of the word stand.';
COMMENT ON COLUMN internal.search_postings.positions IS 'Its places, counted in words from 1 through title, dek and body, with one left out between them.';

CREATE TABLE internal.search_recent (
  folded UBIGINT NOT NULL,
  form UBIGINT NOT NULL,
  document INTEGER NOT NULL,
  weight USMALLINT NOT NULL,
  fields UTINYINT NOT NULL,
  more_weight SMALLINT NOT NULL,
  more_fields UTINYINT NOT NULL,
  positions USMALLINT[] NOT NULL
);
COMMENT ON TABLE internal.search_recent IS 'Rows like those of search_postings, of the latest small loads, until there are enough for a sorted run.';
COMMENT ON COLUMN internal.search_recent.folded IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_recent.form IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_recent.document IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_recent.weight IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_recent.fields IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_recent.more_weight IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_recent.more_fields IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_recent.positions IS 'As in search_postings.';

CREATE MACRO internal.words(t) AS regexp_extract_all(t, '[\pL\pN\pM]+');
COMMENT ON MACRO internal.words IS 'The words of a text in order: runs of letters, digits and the marks on them.';

CREATE MACRO internal.fold(w) AS replace(strip_accents(lower(nfc_normalize(w))), 'đ', 'd');
COMMENT ON MACRO internal.fold IS 'A word in lower case without accents, đ as d: what all spellings of it have in common.';

-- The mark of oa, oe and uy at the end of a syllable has two places in use, hòa and hoà; after q the u is no vowel.
CREATE MACRO internal.one_place(w) AS left(
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(w || '.',
    'oà.', 'òa.'), 'oá.', 'óa.'), 'oả.', 'ỏa.'), 'oã.', 'õa.'), 'oạ.', 'ọa.'),
    'oè.', 'òe.'), 'oé.', 'óe.'), 'oẻ.', 'ỏe.'), 'oẽ.', 'õe.'), 'oẹ.', 'ọe.'),
    'uỳ.', 'ùy.'), 'uý.', 'úy.'), 'uỷ.', 'ủy.'), 'uỹ.', 'ũy.'), 'uỵ.', 'ụy.'),
    'qùy.', 'quỳ.'), 'qúy.', 'quý.'), 'qủy.', 'quỷ.'), 'qũy.', 'quỹ.'), 'qụy.', 'quỵ.'),
  -1);
COMMENT ON MACRO internal.one_place IS 'A word in lower case with the tone mark of oa, oe, uy where it stands in hòa.';

CREATE MACRO internal.form(w) AS internal.one_place(lower(nfc_normalize(w)));
COMMENT ON MACRO internal.form IS 'A word in lower case with its accents, in one normal form.';

-- A query in words. Typed with accents anywhere, it means exactly these; typed without any, it means all spellings.
CREATE MACRO internal.search_words(query, field, exact) AS TABLE
WITH part AS (
  SELECT unnest(p.parts) AS part, generate_subscripts(p.parts, 1) AS clause
  FROM (SELECT regexp_extract_all(
    regexp_replace(translate(nfc_normalize(query), '“”„«»', '"""""'), '((?i:title|dek|body):)\s+', '\1', 'g'),
    '-?(?:(?i:title|dek|body):)?(?:"[^"]*"|[^\s"]+)') AS parts) AS p
), clause AS (
  SELECT
    p.clause, starts_with(p.part, '-') AS is_excluded,
    coalesce(nullif(lower(regexp_extract(p.part, '^-?(title|dek|body):', 1, 'i')), ''), lower(field)) AS named,
    internal.words(regexp_replace(p.part, '^-?((title|dek|body):)?', '', 'i')) AS ws
  FROM part AS p
), word AS (
  SELECT
    c.clause, c.is_excluded, len(c.ws) AS size, unnest(c.ws) AS w, generate_subscripts(c.ws, 1) AS place,
    CASE c.named WHEN 'title' THEN 1 WHEN 'dek' THEN 2 WHEN 'body' THEN 4 ELSE
      CASE WHEN c.named IS NULL THEN 7 ELSE error('search: no field ' || c.named || '; there are title, dek and body') END
    END AS fields
  FROM clause AS c
), folded AS (
  SELECT w.*, internal.fold(w.w) AS plain, internal.form(w.w) AS spelled FROM word AS w
), told AS (
  SELECT f.*, coalesce(exact, bool_or(f.plain <> f.spelled) OVER ()) AS is_exact,
    row_number() OVER (ORDER BY f.clause, f.place) AS number
  FROM folded AS f
)
SELECT
  t.number::INTEGER AS number, t.clause, t.place, t.size, t.is_excluded, t.fields::UTINYINT AS fields, t.plain, t.spelled, t.is_exact,
  md5_number_lower(t.plain) AS folded, CASE WHEN t.is_exact THEN md5_number_lower(t.spelled) END AS form
FROM told AS t
WHERE t.number <= 30;
COMMENT ON MACRO TABLE internal.search_words IS 'One row per word of a query, the first 30: which clause it is of, in which fields and spelling it is sought.';

CREATE VIEW internal.search_rows AS FROM internal.search_postings UNION ALL FROM internal.search_recent;
COMMENT ON VIEW internal.search_rows IS 'All rows of the index.';
COMMENT ON COLUMN internal.search_rows.folded IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_rows.form IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_rows.document IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_rows.weight IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_rows.fields IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_rows.more_weight IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_rows.more_fields IS 'As in search_postings.';
COMMENT ON COLUMN internal.search_rows.positions IS 'As in search_postings.';

-- BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, section 3.6). Scores are sums of whole
-- numbers, so that the order is the same each time, however the work is split.
CREATE MACRO internal.search_scores(query, field, exact, site, language, topic, since, until) AS TABLE
WITH word AS MATERIALIZED (
  FROM internal.search_words(query, field, exact)
),
-- Clauses of several words: of the texts that hold them all, those where each word, moved back by its place in the
-- clause, points at one start.
together AS MATERIALIZED (
  SELECT w.clause, r.document
  FROM internal.search_rows AS r
  JOIN word AS w ON w.folded = r.folded
  WHERE w.size > 1 AND (w.form IS NULL OR w.form = r.form) AND (w.fields & r.fields) <> 0
  GROUP BY w.clause, w.size, r.document
  HAVING bit_count(bit_or(1::BIGINT << w.place)) = w.size
), start AS (
  SELECT w.clause, w.size, w.fields, w.place, r.document, unnest(r.positions)::INTEGER - w.place::INTEGER + 1 AS start
  FROM internal.search_rows AS r
  JOIN word AS w ON w.folded = r.folded
  SEMI JOIN together AS t ON t.document = r.document AND t.clause = w.clause
  WHERE w.size > 1 AND (w.form IS NULL OR w.form = r.form) AND (w.fields & r.fields) <> 0
), phrase AS MATERIALIZED (
  SELECT DISTINCT p.clause, p.document
  FROM (
    SELECT s.clause, s.fields, s.document, s.start FROM start AS s
    GROUP BY s.clause, s.size, s.fields, s.document, s.start
    HAVING bit_count(bit_or(1::BIGINT << s.place)) = s.size
  ) AS p
  JOIN internal.search_documents AS d ON d.document = p.document
  WHERE (p.fields & CASE WHEN p.start <= d.title_words THEN 1 WHEN p.start <= d.title_words + 1 + d.dek_words THEN 2
    ELSE 4 END) <> 0
),
-- What a text must have: every word, and as a whole every clause of several, which is wanted under a number below 0.
wanted AS (
  SELECT w.number, w.clause, 1 AS size FROM word AS w WHERE NOT w.is_excluded
  UNION ALL
  SELECT DISTINCT -w.clause, w.clause, w.size FROM word AS w WHERE NOT w.is_excluded AND w.size > 1
), hit AS MATERIALIZED (
  SELECT w.number, r.document, r.weight
  FROM internal.search_rows AS r
  JOIN word AS w ON w.folded = r.folded
  ANTI JOIN internal.search_retired AS gone ON gone.document = r.document
  WHERE (w.form IS NULL OR w.form = r.form) AND (w.fields & r.fields) <> 0 AND NOT w.is_excluded
  UNION ALL
  SELECT w.number, p.document, 0 FROM phrase AS p JOIN wanted AS w ON w.clause = p.clause AND w.size > 1
), barred AS (
  SELECT d.document FROM internal.search_documents AS d
  WHERE (site IS NOT NULL OR language IS NOT NULL OR topic IS NOT NULL OR since IS NOT NULL OR until IS NOT NULL)
    AND NOT coalesce(
      (site IS NULL OR d.site = site) AND (language IS NULL OR d.language = language)
      AND (topic IS NULL OR d.topic = topic)
      AND (since IS NULL OR d.published_at >= since::DATE::TIMESTAMP AT TIME ZONE 'Asia/Ho_Chi_Minh')
      AND (until IS NULL OR d.published_at < (until::DATE + 1)::TIMESTAMP AT TIME ZONE 'Asia/Ho_Chi_Minh'), false)
  UNION ALL
  SELECT r.document FROM internal.search_rows AS r JOIN word AS w ON w.folded = r.folded
  WHERE w.is_excluded AND w.size = 1 AND (w.form IS NULL OR w.form = r.form) AND (w.fields & r.fields) <> 0
  UNION ALL
  SELECT p.document FROM phrase AS p SEMI JOIN word AS w ON w.clause = p.clause AND w.is_excluded
), counted AS (
  SELECT w.number, count(h.document) AS n
  FROM wanted AS w LEFT JOIN hit AS h ON h.number = w.number
  GROUP BY w.number
), rarity AS MATERIALIZED (
  SELECT c.number, c.n, 1 << row_number() OVER (ORDER BY c.number) AS bit,
    round(1000 * ln(1 + greatest(held.n - c.n + 0.5, 0.5) / (c.n + 0.5)))::BIGINT AS idf
  FROM counted AS c CROSS JOIN (SELECT count(*) AS n FROM internal.search_documents) AS held
), rarest AS (
  SELECT h.document FROM hit AS h WHERE h.number = (SELECT r.number FROM rarity AS r ORDER BY r.n, r.number LIMIT 1)
)
SELECT h.document, sum((h.weight * r.idf)::DOUBLE) AS score
FROM hit AS h
JOIN rarity AS r ON r.number = h.number
SEMI JOIN rarest ON rarest.document = h.document
ANTI JOIN barred ON barred.document = h.document
GROUP BY h.document
HAVING bit_or(r.bit) = (SELECT sum(a.bit) FROM rarity AS a);
COMMENT ON MACRO TABLE internal.search_scores IS 'One row per text that answers a query, with its score in millionths.';

CREATE MACRO matches(
  query, field := NULL, exact := NULL, site := NULL, language := NULL, topic := NULL, since := NULL, until := NULL
) AS TABLE
SELECT d.article_id, round(s.score / 1e6, 3) AS score
FROM internal.search_scores(query, field, exact, site, language, topic, since, until) AS s
JOIN internal.search_documents AS d ON d.document = s.document;
COMMENT ON MACRO TABLE matches IS 'matches(''vac xin''): article_id and score of all articles that search would find, to be joined and counted. Same options, without top.';

CREATE MACRO search(
  query, field := NULL, exact := NULL, site := NULL, language := NULL, topic := NULL, since := NULL, until := NULL,
  top := 20
) AS TABLE
WITH word AS MATERIALIZED (
  FROM internal.search_words(query, field, exact)
), scored AS MATERIALIZED (
  FROM internal.search_scores(query, field, exact, site, language, topic, since, until)
), least AS (
  SELECT min(b.score) AS score FROM (SELECT s.score FROM scored AS s ORDER BY s.score DESC LIMIT top) AS b
), found AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY s.score DESC, d.published_at DESC NULLS LAST, d.article_id) AS place,
    s.score, d.article_id
  FROM scored AS s
  JOIN internal.search_documents AS d ON d.document = s.document
  WHERE s.score >= (SELECT l.score FROM least AS l)
), best AS MATERIALIZED (
  SELECT f.place, f.score, f.article_id FROM found AS f WHERE top IS NULL OR f.place <= top
),
-- First which rows, by the keys alone, then the rows: else the bodies of all articles are read.
key AS MATERIALIZED (
  SELECT b.place, b.score, a.rowid AS article_row, r.rowid AS text_row
  FROM best AS b
  JOIN internal.article AS a ON a.article_id = b.article_id
  JOIN revisions AS r ON r.article_id = b.article_id AND r.revision = a.revision
), text AS MATERIALIZED (
  SELECT k.place, k.score, a.article_id, a.site, a.language, a.topic, a.published_at, a.canonical_url, a.story_id, r.title,
    regexp_extract_all(coalesce(a.dek || ' ', '') || replace(r.body, e'\n\n', ' '), '[\pL\pN\pM]+[^\pL\pN\pM]*') AS pieces
  FROM key AS k
  JOIN internal.article AS a ON a.rowid = k.article_row
  JOIN revisions AS r ON r.rowid = k.text_row
),
-- The snippet: 31 words, from 10 before the hit that has most of the query within the next 20; else the beginning.
piece AS (
  SELECT t.place, unnest(t.pieces) AS piece, generate_subscripts(t.pieces, 1) AS n FROM text AS t
), bare AS (
  SELECT p.*, internal.words(p.piece)[1] AS bare FROM piece AS p
), spelled AS (
  SELECT b.*, CASE WHEN (SELECT bool_or(w.is_exact) FROM word AS w) THEN internal.form(b.bare) ELSE internal.fold(b.bare) END AS word
  FROM bare AS b
), marked AS MATERIALIZED (
  SELECT p.place, p.n, s.word,
    CASE WHEN s.word IS NULL THEN p.piece ELSE '**' || p.bare || '**' || p.piece[len(p.bare) + 1:] END AS piece
  FROM spelled AS p
  LEFT JOIN (
    SELECT DISTINCT CASE WHEN w.is_exact THEN w.spelled ELSE w.plain END AS word FROM word AS w WHERE NOT w.is_excluded
  ) AS s ON s.word = p.word
), density AS (
  SELECT m.place, m.n, m.word, count(DISTINCT m.word) OVER ahead AS words, count(m.word) OVER ahead AS hits
  FROM marked AS m
  WINDOW ahead AS (PARTITION BY m.place ORDER BY m.n ROWS BETWEEN CURRENT ROW AND 20 FOLLOWING)
), centre AS (
  SELECT d.place, d.n FROM density AS d
  QUALIFY row_number() OVER (PARTITION BY d.place ORDER BY d.word IS NULL, d.words DESC, d.hits DESC, d.n) = 1
), snippet AS (
  SELECT m.place, string_agg(m.piece, '' ORDER BY m.n) AS snippet, min(m.n) AS first, max(m.n) AS last
  FROM marked AS m JOIN centre AS c ON c.place = m.place AND m.n BETWEEN c.n - 10 AND c.n + 20
  GROUP BY m.place
)
SELECT
  t.place AS rank, round(t.score / 1e6, 3) AS score, t.site, t.published_at, t.title,
  CASE WHEN s.first > 1 THEN '… ' ELSE '' END || trim(replace(s.snippet, '** **', ' '))
    || CASE WHEN s.last < len(t.pieces) THEN ' …' ELSE '' END AS snippet,
  t.canonical_url AS url, t.language, t.topic, t.article_id, t.story_id
FROM text AS t
LEFT JOIN snippet AS s ON s.place = t.place
ORDER BY t.place;
COMMENT ON MACRO TABLE search IS 'search(''benh vien''): the articles that hold all words of the query, best first. Words without any accent match all spellings, a query with accents means exactly these. "side by side", -without, title:word. Options: field, exact, site, language, topic, since, until (days in Vietnam, both included), top (20).';

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

CREATE MACRO internal.search_text(title, title_words, dek, dek_words, body) AS
  internal.words(coalesce(title, ''))[:title_words] || [''] || internal.words(coalesce(dek, ''))[:dek_words] || ['']
    || internal.words(body)[:50000];
COMMENT ON MACRO internal.search_text IS 'The words of a text as the search index counts their places, an empty one between the fields.';

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

-- Which of some texts hold what the clauses of several words ask: of the texts, those where each word, moved back by its
-- place in the clause, points at one start.
CREATE MACRO internal.search_phrased(words, documents) AS TABLE
WITH part AS MATERIALIZED (
  SELECT p.* FROM (SELECT unnest(words, recursive := true)) AS p WHERE p.size > 1
), among AS MATERIALIZED (
  SELECT unnest(documents) AS document
), start AS MATERIALIZED (
  SELECT w.number, w.clause, (w.clause << 48) + (r.document::BIGINT << 17) + unnest(r.positions) - w.place + 31 AS start
  FROM internal.search_rows AS r
  JOIN part AS w ON w.folded = r.folded
  SEMI JOIN among AS a ON a.document = r.document
  WHERE (w.form IS NULL OR w.form = r.form) AND (w.fields & r.fields) <> 0
), fewest AS (  -- the word of each clause at whose starts the others are looked for
  SELECT arg_min(c.number, (c.n, c.number)) AS number
  FROM (SELECT s.clause, s.number, count(*) AS n FROM start AS s GROUP BY s.clause, s.number) AS c
  GROUP BY c.clause
), phrase AS (
  SELECT s.start >> 48 AS clause, (s.start >> 17) & 2147483647 AS document, (s.start & 131071) - 30 AS start, count(*) AS words
  FROM start AS s
  SEMI JOIN (SELECT f.start FROM start AS f SEMI JOIN fewest AS n ON n.number = f.number) AS f ON f.start = s.start
  GROUP BY s.start
  HAVING count(*) > 1
), held AS (
  SELECT p.document, count(DISTINCT p.clause) FILTER (NOT c.is_excluded) AS wanted, bool_or(c.is_excluded) AS is_barred
  FROM phrase AS p
  JOIN (SELECT DISTINCT w.clause, w.size, w.fields, w.is_excluded FROM part AS w) AS c ON c.clause = p.clause AND c.size = p.words
  JOIN internal.search_documents AS d ON d.document = p.document
  WHERE (c.fields & CASE WHEN p.start <= d.title_words THEN 1 WHEN p.start <= d.title_words + 1 + d.dek_words THEN 2
    ELSE 4 END) <> 0
  GROUP BY p.document
)
SELECT a.document
FROM among AS a LEFT JOIN held AS h ON h.document = a.document
WHERE coalesce(h.wanted, 0) = (SELECT count(DISTINCT w.clause) FROM part AS w WHERE NOT w.is_excluded)
  AND NOT coalesce(h.is_barred, false);

COMMENT ON MACRO TABLE internal.search_phrased IS 'Those of a list of texts that hold the clauses of several words of a query as it wants them.';

-- BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, section 3.6). Scores are sums of whole
-- numbers, so that the order is the same each time, however the work is split.
-- Who wants the best few only is spared the rest: some texts are tried, those where the rarest word counts most, and the
-- last of the best of them sets the least score to have. A row is left out that would not reach it if every other word
-- counted as much as it does anywhere. What has that score is all there, the same as without. Where too few of those
-- tried hold the clauses of several words, or there is no `top`, every text is reckoned.
CREATE MACRO internal.search_scores(words, site, language, topic, since, until, top) AS TABLE
WITH word AS MATERIALIZED (
  SELECT unnest(words, recursive := true)
), clauses AS MATERIALIZED (
  SELECT coalesce(bool_or(w.size > 1), false) AS is_asked FROM word AS w
), hit AS MATERIALIZED (
  SELECT w.number, r.document, CASE WHEN w.form IS NULL THEN r.weight + r.more_weight ELSE r.weight END AS weight
  FROM internal.search_rows AS r
  JOIN word AS w ON w.folded = r.folded
  ANTI JOIN internal.search_retired AS gone ON gone.document = r.document
  WHERE NOT w.is_excluded AND CASE WHEN w.form IS NULL
    THEN r.weight + r.more_weight > 0 AND (w.fields & (r.fields + r.more_fields)) <> 0
    ELSE w.form = r.form AND (w.fields & r.fields) <> 0 END
), counted AS (
  SELECT h.number, count(*) AS n, max(h.weight) AS weight FROM hit AS h GROUP BY h.number
), valued AS (
  SELECT w.number, coalesce(c.n, 0) AS n, coalesce(c.weight, 0) AS most,
    round(1000 * ln(1 + greatest(held.n - coalesce(c.n, 0) + 0.5, 0.5) / (coalesce(c.n, 0) + 0.5)))::BIGINT AS idf
  FROM word AS w
  LEFT JOIN counted AS c ON c.number = w.number
  CROSS JOIN (SELECT count(*) AS n FROM internal.search_documents) AS held
  WHERE NOT w.is_excluded
), rarity AS MATERIALIZED (
  SELECT v.number, v.idf::DOUBLE AS idf, sum(v.most * v.idf) OVER () - v.most * v.idf AS others, count(*) OVER () AS words,
    row_number() OVER (ORDER BY v.n, v.number) = 1 AS is_rarest
  FROM valued AS v
), rarest AS MATERIALIZED (
  SELECT h.document, h.weight * r.idf AS score, r.others
  FROM hit AS h
  JOIN (SELECT * FROM rarity WHERE is_rarest) AS r ON r.number = h.number
  ANTI JOIN (
    SELECT b.document FROM internal.search_rows AS b JOIN word AS w ON w.folded = b.folded
    WHERE w.is_excluded AND w.size = 1 AND (w.form IS NULL OR w.form = b.form) AND (w.fields & b.fields) <> 0
  ) AS barred ON barred.document = h.document
  WHERE (site IS NULL AND language IS NULL AND topic IS NULL AND since IS NULL AND until IS NULL) OR h.document IN (
    SELECT d.document FROM internal.search_documents AS d
    WHERE (site IS NOT NULL OR language IS NOT NULL OR topic IS NOT NULL OR since IS NOT NULL OR until IS NOT NULL)
      AND (site IS NULL OR d.site = site) AND (language IS NULL OR d.language = language)
      AND (topic IS NULL OR d.topic = topic)
      AND (since IS NULL OR d.published_at >= since::DATE::TIMESTAMP AT TIME ZONE 'Asia/Ho_Chi_Minh')
      AND (until IS NULL OR d.published_at < (until::DATE + 1)::TIMESTAMP AT TIME ZONE 'Asia/Ho_Chi_Minh'))
), tried AS (
  SELECT r.document FROM rarest AS r ORDER BY r.score DESC LIMIT CASE WHEN top IS NULL THEN 0 ELSE 2000 END
), tried_scored AS MATERIALIZED (
  SELECT h.document, sum(h.weight * r.idf) AS score
  FROM hit AS h JOIN rarity AS r ON r.number = h.number SEMI JOIN tried AS t ON t.document = h.document
  GROUP BY h.document
  HAVING count(*) = any_value(r.words)
), least AS MATERIALIZED (
  SELECT CASE WHEN count(*) >= top THEN min(b.score) ELSE 0 END AS score
  FROM (
    SELECT t.score FROM tried_scored AS t
    WHERE NOT (SELECT c.is_asked FROM clauses AS c) OR t.document IN (
      FROM internal.search_phrased(
        (SELECT list(w) FROM word AS w), (SELECT list(s.document) FROM tried_scored AS s, clauses AS c WHERE c.is_asked)))
    ORDER BY t.score DESC LIMIT coalesce(top, 0)
  ) AS b
), scored AS MATERIALIZED (
  SELECT h.document, sum(h.weight * r.idf) AS score
  FROM hit AS h
  JOIN rarity AS r ON r.number = h.number
  SEMI JOIN (
    SELECT f.document FROM rarest AS f WHERE f.score + f.others >= (SELECT l.score FROM least AS l)
  ) AS likely ON likely.document = h.document
  WHERE h.weight * r.idf + r.others >= (SELECT l.score FROM least AS l)
  GROUP BY h.document
  HAVING count(*) = any_value(r.words) AND sum(h.weight * r.idf) >= (SELECT l.score FROM least AS l)
)
SELECT s.document, s.score FROM scored AS s
WHERE NOT (SELECT c.is_asked FROM clauses AS c) OR s.document IN (
  FROM internal.search_phrased(
    (SELECT list(w) FROM word AS w), (SELECT list(a.document) FROM scored AS a, clauses AS c WHERE c.is_asked)));
COMMENT ON MACRO TABLE internal.search_scores IS 'One row per text that answers a query, with its score in millionths; with `top`, only those that may be among so many best.';

CREATE MACRO matches(
  query, field := NULL, exact := NULL, site := NULL, language := NULL, topic := NULL, since := NULL, until := NULL
) AS TABLE
SELECT d.article_id, round(s.score / 1e6, 3) AS score
FROM internal.search_scores(
  (SELECT list(a) FROM internal.search_words(query, field, exact) AS a), site, language, topic, since, until, NULL) AS s
JOIN internal.search_documents AS d ON d.document = s.document;
COMMENT ON MACRO TABLE matches IS 'matches(''vac xin''): article_id and score of all articles that search would find, to be joined and counted. Same options, without top.';

CREATE MACRO search(
  query, field := NULL, exact := NULL, site := NULL, language := NULL, topic := NULL, since := NULL, until := NULL,
  top := 20
) AS TABLE
WITH asked AS MATERIALIZED (
  FROM internal.search_words(query, field, exact)
), scored AS MATERIALIZED (
  FROM internal.search_scores((SELECT list(a) FROM asked AS a), site, language, topic, since, until, top)
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
  SELECT p.*, regexp_extract(p.piece, '^[\pL\pN\pM]+') AS bare FROM piece AS p
), spelled AS (
  SELECT b.*, CASE WHEN (SELECT bool_or(w.is_exact) FROM asked AS w) THEN internal.form(b.bare) ELSE internal.fold(b.bare) END AS word
  FROM bare AS b
), marked AS MATERIALIZED (
  SELECT p.place, p.n, p.piece, p.bare, s.word
  FROM spelled AS p
  LEFT JOIN (
    SELECT DISTINCT CASE WHEN w.is_exact THEN w.spelled ELSE w.plain END AS word FROM asked AS w WHERE NOT w.is_excluded
  ) AS s ON s.word = p.word
), density AS (
  SELECT m.place, m.n, count(DISTINCT m.word) OVER ahead AS words, count(*) OVER ahead AS hits
  FROM marked AS m
  WHERE m.word IS NOT NULL
  WINDOW ahead AS (PARTITION BY m.place ORDER BY m.n RANGE BETWEEN CURRENT ROW AND 20 FOLLOWING)
), centre AS (
  SELECT d.place, d.n FROM density AS d
  QUALIFY row_number() OVER (PARTITION BY d.place ORDER BY d.words DESC, d.hits DESC, d.n) = 1
), around AS (
  SELECT m.place, m.n, m.piece, m.bare, m.word
  FROM marked AS m LEFT JOIN centre AS c ON c.place = m.place
  WHERE m.n BETWEEN coalesce(c.n, 1) - 10 AND coalesce(c.n, 1) + 20
), snippet AS (
  SELECT m.place, min(m.n) AS first, max(m.n) AS last,
    string_agg(CASE WHEN m.word IS NULL THEN m.piece ELSE '**' || m.bare || '**' || m.piece[len(m.bare) + 1:] END, '' ORDER BY m.n) AS snippet
  FROM around AS m
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

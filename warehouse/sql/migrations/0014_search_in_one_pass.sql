-- The same answers of search for less: each row of the index is read once, and of the tables of articles only what is shown.

-- Which of some texts do not hold what the clauses of several words ask: all but those where each word, moved back by its
-- place in the clause, points at one start. The arguments name tables of the query that asks: its words, the rows of the
-- index of those words that have others beside them, and the texts.
DROP MACRO TABLE internal.search_phrased;
CREATE MACRO internal.search_unphrased(words, places, texts) AS TABLE
WITH part AS MATERIALIZED (
  SELECT w.number, w.clause, w.place, w.size, w.is_excluded, w.fields FROM query_table(words) AS w WHERE w.size > 1
), among AS MATERIALIZED (
  SELECT t.document FROM query_table(texts) AS t WHERE EXISTS (FROM part)
), start AS MATERIALIZED (
  SELECT w.number, w.clause, (w.clause << 48) + (r.document::BIGINT << 17) + unnest(r.positions) - w.place + 31 AS start
  FROM query_table(places) AS r
  JOIN part AS w ON w.number = r.number
  SEMI JOIN among AS a ON a.document = r.document
  WHERE r.is_there
), fewest AS (  -- the word of each clause at whose starts the others are looked for
  SELECT arg_min(c.number, (c.n, c.number)) AS number
  FROM (SELECT s.clause, s.number, count(*) AS n FROM start AS s GROUP BY s.clause, s.number) AS c
  GROUP BY c.clause
), phrase AS (
  SELECT s.start >> 48 AS clause, ((s.start >> 17) & 2147483647)::INTEGER AS document, (s.start & 131071) - 30 AS start, count(*) AS words
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
WHERE coalesce(h.wanted, 0) <> (SELECT count(DISTINCT w.clause) FROM part AS w WHERE NOT w.is_excluded)
  OR coalesce(h.is_barred, false);
COMMENT ON MACRO TABLE internal.search_unphrased IS 'Those of some texts that do not hold the clauses of several words of a query as it wants them.';

-- Without a choice between cases, of which DuckDB takes long: what does not match is multiplied by 0.
CREATE MACRO internal.search_weight(weight, more_weight, form, more, wanted) AS
  (weight::SMALLINT + (more_weight & more)) * (coalesce(wanted, form) = form)::SMALLINT;
COMMENT ON MACRO internal.search_weight IS 'What a row of the search index counts for if its form is wanted, or any; else 0.';

-- BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, section 3.6). Scores are sums of whole
-- numbers, so that the order is the same each time, however the work is split.
-- Who wants the best few only is spared the rest: some texts are tried, those where the rarest word counts most, and the
-- last of the best of them sets the least score to have. A text is left out that would not reach it if every word but
-- the rarest counted in it as much as it does anywhere. What has that score is all there, the same as without. Where too
-- few of those tried hold the clauses of several words, or there is no `top`, every text is reckoned.
CREATE OR REPLACE MACRO internal.search_scores(words, site, language, topic, since, until, top) AS TABLE
WITH word AS MATERIALIZED (  -- `more` and `more_fields`: what to take of the columns of that name, all bits or none
  SELECT w.*, CASE WHEN w.form IS NULL THEN -1 ELSE 0 END::SMALLINT AS more,
    CASE WHEN w.form IS NULL THEN 255 ELSE 0 END::UTINYINT AS more_fields,
    CASE WHEN w.is_excluded AND w.size > 1 THEN 0 ELSE w.fields END::UTINYINT AS counted
  FROM (SELECT unnest(words, recursive := true)) AS w
), place AS MATERIALIZED (  -- where a word stands is read only if another is to stand beside it
  SELECT w.number, r.document, r.positions, coalesce(w.form, r.form) = r.form AND (w.fields & r.fields) <> 0 AS is_there,
    internal.search_weight(r.weight, r.more_weight, r.form, w.more, w.form)
      * ((w.counted & (r.fields | (r.more_fields & w.more_fields))) <> 0)::SMALLINT AS weight
  FROM internal.search_rows AS r
  JOIN word AS w ON w.folded = r.folded AND w.size > 1
  ANTI JOIN internal.search_retired AS gone ON gone.document = r.document
), hit AS MATERIALIZED (  -- and in which field, only if one is asked for; a weight of 0 is no hit
  SELECT w.number, r.document, internal.search_weight(r.weight, r.more_weight, r.form, w.more, w.form) AS weight
  FROM internal.search_rows AS r
  JOIN word AS w ON w.folded = r.folded AND w.size = 1 AND w.fields = 7
  ANTI JOIN internal.search_retired AS gone ON gone.document = r.document
  UNION ALL
  SELECT w.number, r.document, internal.search_weight(r.weight, r.more_weight, r.form, w.more, w.form)
      * ((w.fields & (r.fields | (r.more_fields & w.more_fields))) <> 0)::SMALLINT
  FROM internal.search_rows AS r
  JOIN word AS w ON w.folded = r.folded AND w.size = 1 AND w.fields <> 7
  ANTI JOIN internal.search_retired AS gone ON gone.document = r.document
  UNION ALL
  SELECT p.number, p.document, p.weight FROM place AS p
), often AS MATERIALIZED (
  SELECT h.number, h.weight, count(*) AS n FROM hit AS h WHERE h.weight > 0 GROUP BY h.number, h.weight
), barred AS MATERIALIZED (
  SELECT h.document
  FROM hit AS h
  SEMI JOIN (SELECT w.number FROM word AS w WHERE w.is_excluded AND w.size = 1) AS w ON w.number = h.number
  WHERE h.weight > 0
), allowed AS MATERIALIZED (
  SELECT d.document FROM internal.search_documents AS d
  WHERE (site IS NOT NULL OR language IS NOT NULL OR topic IS NOT NULL OR since IS NOT NULL OR until IS NOT NULL)
    AND (site IS NULL OR d.site = site) AND (language IS NULL OR d.language = language)
    AND (topic IS NULL OR d.topic = topic)
    AND (since IS NULL OR d.published_at >= since::DATE::TIMESTAMP AT TIME ZONE 'Asia/Ho_Chi_Minh')
    AND (until IS NULL OR d.published_at < (until::DATE + 1)::TIMESTAMP AT TIME ZONE 'Asia/Ho_Chi_Minh')
), valued AS (
  SELECT w.number, coalesce(c.n, 0) AS n, coalesce(c.weight, 0) AS most,
    round(1000 * ln(1 + greatest(held.n - coalesce(c.n, 0) + 0.5, 0.5) / (coalesce(c.n, 0) + 0.5)))::BIGINT AS idf
  FROM word AS w
  LEFT JOIN (
    SELECT o.number, sum(o.n)::BIGINT AS n, max(o.weight) AS weight FROM often AS o GROUP BY o.number
  ) AS c ON c.number = w.number
  CROSS JOIN (SELECT count(*) AS n FROM internal.search_documents) AS held
  WHERE NOT w.is_excluded
), rarity AS MATERIALIZED (
  SELECT v.number, v.idf::DOUBLE AS idf, sum(v.most * v.idf) OVER () - v.most * v.idf AS others,
    row_number() OVER (ORDER BY v.n, v.number) = 1 AS is_rarest
  FROM valued AS v
), tried AS MATERIALIZED (
  SELECT h.document, h.weight * t.idf AS score
  FROM hit AS h
  JOIN (  -- the weight that so many texts reach
    SELECT o.number, o.idf, coalesce(max(o.weight) FILTER (o.n >= 2000), 1) AS weight
    FROM (
      SELECT o.number, r.idf, o.weight, sum(o.n) OVER (ORDER BY o.weight DESC) AS n
      FROM often AS o JOIN rarity AS r ON r.number = o.number AND r.is_rarest AND top IS NOT NULL
    ) AS o
    GROUP BY o.number, o.idf
  ) AS t ON t.number = h.number AND h.weight >= t.weight
  ANTI JOIN barred AS b ON b.document = h.document
  WHERE (site IS NULL AND language IS NULL AND topic IS NULL AND since IS NULL AND until IS NULL)
    OR h.document IN (FROM allowed)
), tried_scored AS MATERIALIZED (
  SELECT s.document, sum(s.score) AS score
  FROM (
    FROM tried
    UNION ALL
    SELECT h.document, h.weight * r.idf
    FROM hit AS h
    JOIN rarity AS r ON r.number = h.number AND NOT r.is_rarest
    SEMI JOIN tried AS t ON t.document = h.document
    WHERE h.weight > 0
  ) AS s
  GROUP BY s.document
  HAVING count(*) = (SELECT count(*) FROM rarity)
), least AS MATERIALIZED (
  SELECT CASE WHEN count(*) >= top THEN min(b.score) ELSE 0 END AS score
  FROM (
    SELECT t.score FROM tried_scored AS t
    ANTI JOIN internal.search_unphrased('word', 'place', 'tried_scored') AS p ON p.document = t.document
    ORDER BY t.score DESC LIMIT coalesce(top, 0)
  ) AS b
), likely AS MATERIALIZED (
  SELECT h.document, h.weight * r.idf AS score
  FROM hit AS h
  JOIN (
    SELECT r.number, r.idf, CASE WHEN l.score > r.others THEN ceil((l.score - r.others) / r.idf) ELSE 1 END::SMALLINT AS weight
    FROM rarity AS r CROSS JOIN least AS l
    WHERE r.is_rarest
  ) AS r ON r.number = h.number AND h.weight >= r.weight
  ANTI JOIN barred AS b ON b.document = h.document
  WHERE (site IS NULL AND language IS NULL AND topic IS NULL AND since IS NULL AND until IS NULL)
    OR h.document IN (FROM allowed)
), scored AS MATERIALIZED (
  SELECT s.document, sum(s.score) AS score
  FROM (
    FROM likely
    UNION ALL
    SELECT h.document, h.weight * r.idf
    FROM hit AS h
    JOIN rarity AS r ON r.number = h.number AND NOT r.is_rarest
    SEMI JOIN likely AS l ON l.document = h.document
    WHERE h.weight > 0
  ) AS s
  GROUP BY s.document
  HAVING count(*) = (SELECT count(*) FROM rarity) AND sum(s.score) >= (SELECT l.score FROM least AS l)
)
SELECT s.document, s.score FROM scored AS s
ANTI JOIN internal.search_unphrased('word', 'place', 'scored') AS p ON p.document = s.document;
COMMENT ON MACRO TABLE internal.search_scores IS 'One row per text that answers a query, with its score in millionths; with `top`, only those that may be among so many best.';

CREATE OR REPLACE MACRO search(
  query, field := NULL, exact := NULL, site := NULL, language := NULL, topic := NULL, since := NULL, until := NULL,
  top := 20
) AS TABLE
WITH asked AS MATERIALIZED (
  FROM internal.search_words(query, field, exact)
), scored AS MATERIALIZED (
  FROM internal.search_scores((SELECT list(a) FROM asked AS a), site, language, topic, since, until, top)
), least AS (
  SELECT min(b.score) AS score FROM (SELECT s.score FROM scored AS s ORDER BY s.score DESC LIMIT top) AS b
), found AS (
  SELECT row_number() OVER (ORDER BY s.score DESC, d.published_at DESC NULLS LAST, d.article_id) AS place,
    s.score, d.article_id
  FROM scored AS s
  JOIN internal.search_documents AS d ON d.document = s.document
  WHERE s.score >= (SELECT l.score FROM least AS l)
), best AS MATERIALIZED (
  SELECT f.place, f.score, f.article_id FROM found AS f WHERE top IS NULL OR f.place <= top
),
-- First which rows, by the keys alone, then the rows: else the bodies of all articles are read.
version AS MATERIALIZED (
  SELECT r.article_id, r.revision, r.rowid AS text_row
  FROM best AS b JOIN revisions AS r ON r.article_id = b.article_id
), key AS MATERIALIZED (
  SELECT b.place, b.score, a.rowid AS article_row, v.text_row
  FROM best AS b
  JOIN internal.article AS a ON a.article_id = b.article_id
  JOIN version AS v ON v.article_id = a.article_id AND v.revision = a.revision
), text AS MATERIALIZED (
  SELECT k.place, k.score, a.article_id, a.site, a.language, a.topic, a.published_at, a.canonical_url, a.story_id, r.title,
    regexp_extract_all(coalesce(a.dek || ' ', '') || replace(r.body, e'\n\n', ' '), '[\pL\pN\pM]+[^\pL\pN\pM]*') AS pieces
  FROM key AS k
  JOIN internal.article AS a ON a.rowid = k.article_row
  JOIN revisions AS r ON r.rowid = k.text_row
),
-- The snippet: 31 words, from 10 before the hit that has most of the query within the next 20; else the beginning. Few
-- words of a text are of the query: the form of a word, which takes long, is made of those that look like it.
sought AS MATERIALIZED (
  SELECT CASE WHEN w.is_exact THEN w.spelled ELSE w.plain END AS word, any_value(w.plain) AS plain,
    bool_or(w.is_exact) AS is_exact, 1 << min(w.number) AS mark
  FROM asked AS w
  WHERE NOT w.is_excluded
  GROUP BY word
), piece AS (
  SELECT t.place, unnest(t.pieces) AS piece, generate_subscripts(t.pieces, 1) AS n FROM text AS t
), bare AS (
  SELECT p.*, regexp_extract(p.piece, '^[\pL\pN\pM]+') AS bare FROM piece AS p
), hit AS MATERIALIZED (
  SELECT b.place, b.n, b.bare, s.mark
  FROM bare AS b
  JOIN sought AS s ON s.plain = internal.fold(b.bare)
  WHERE NOT s.is_exact OR internal.form(b.bare) = s.word
), centre AS (
  SELECT d.place, arg_max(d.n, (d.words, d.hits, -d.n)) AS n
  FROM (
    SELECT h.place, h.n, bit_count(bit_or(ahead.mark)) AS words, count(*) AS hits
    FROM hit AS h JOIN hit AS ahead ON ahead.place = h.place AND ahead.n BETWEEN h.n AND h.n + 20
    GROUP BY h.place, h.n
  ) AS d
  GROUP BY d.place
), shown AS (
  SELECT t.*, greatest(coalesce(c.n, 1) - 10, 1) AS first, least(coalesce(c.n, 1) + 20, len(t.pieces)) AS last, h.marked
  FROM text AS t
  LEFT JOIN centre AS c ON c.place = t.place
  LEFT JOIN (SELECT h.place, list(h.n) AS marked FROM hit AS h GROUP BY h.place) AS h ON h.place = t.place
)
SELECT
  s.place AS rank, round(s.score / 1e6, 3) AS score, s.site, s.published_at, s.title,
  CASE WHEN s.first > 1 THEN '… ' ELSE '' END || trim(replace(array_to_string(list_transform(s.pieces[s.first:s.last],
    lambda piece, i: CASE WHEN list_contains(s.marked, s.first + i - 1)
      THEN regexp_replace(piece, '^[\pL\pN\pM]+', '**\0**') ELSE piece END), ''), '** **', ' '))
    || CASE WHEN s.last < len(s.pieces) THEN ' …' ELSE '' END AS snippet,
  s.canonical_url AS url, s.language, s.topic, s.article_id, s.story_id
FROM shown AS s
ORDER BY s.place;
COMMENT ON MACRO TABLE search IS 'search(''benh vien''): the articles that hold all words of the query, best first. Words without any accent match all spellings, a query with accents means exactly these. "side by side", -without, title:word. Options: field, exact, site, language, topic, since, until (days in Vietnam, both included), top (20).';

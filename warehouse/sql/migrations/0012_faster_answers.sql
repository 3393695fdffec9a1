-- The same answers for less: what a million articles made slow.

-- Texts are read and not kept: of two tables joined DuckDB keeps the one it takes for smaller, and goes by the number of
-- columns, so that it kept a million texts to show the first hundred. A condition of which it knows nothing makes the
-- narrow rows look fewer; it always holds (a CHECK of the table). `topic` is found before the texts are joined.
CREATE OR REPLACE VIEW articles AS
SELECT
  a.article_id, a.url, a.canonical_url, a.site, a.language, r.title, a.dek, r.body, a.authors, a.byline,
  a.published_at, a.published_precision, a.published_from, a.modified_at, a.section, a.tags, a.captions,
  a.source_name, a.source_url, r.word_count, a.relevance, a.topic, a.story_id, a.is_original, a.revision,
  r.content_hash, a.first_seen_at, a.last_seen_at, a.reader, r.page_id, a.provenance, a.scored_topic, a.scored_by,
  a.decided_by
FROM (
  SELECT n.* REPLACE (coalesce(d.topic, n.topic) AS topic), n.topic AS scored_topic, d.decided_by
  FROM internal.article AS n
  LEFT JOIN internal.decided AS d ON d.article_id = n.article_id
  WHERE n.first_seen_at <= n.last_seen_at
) AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision;
COMMENT ON VIEW articles IS 'One row per article, that is per canonical address, with its current text and metadata.';
COMMENT ON COLUMN articles.article_id IS 'Key of the canonical address under which it was first held; the same on every machine.';
COMMENT ON COLUMN articles.url IS 'Address it was read at.';
COMMENT ON COLUMN articles.canonical_url IS 'Its address in the one form under which it is held: no tracking parameters, no mobile host.';
COMMENT ON COLUMN articles.site IS 'Site that published it; joins sites.name.';
COMMENT ON COLUMN articles.language IS 'Language of the text: vi, en, another ISO 639-1 code, or und if it cannot be told.';
COMMENT ON COLUMN articles.title IS 'Title as published.';
COMMENT ON COLUMN articles.dek IS 'The summary under the title (sapo); never repeated in the body.';
COMMENT ON COLUMN articles.body IS 'Clean text: paragraphs separated by one blank line. No title, dek, byline, captions or related links.';
COMMENT ON COLUMN articles.authors IS 'Names of the authors.';
COMMENT ON COLUMN articles.byline IS 'The author line as printed.';
COMMENT ON COLUMN articles.published_at IS 'When it was published: the start of the span that published_precision names. NULL if the page does not say.';
COMMENT ON COLUMN articles.published_precision IS 'How exactly that is known: second, minute, day, month, year.';
COMMENT ON COLUMN articles.published_from IS 'Where on the page the time was read.';
COMMENT ON COLUMN articles.modified_at IS 'When the publisher says it was last changed.';
COMMENT ON COLUMN articles.section IS 'Section of the site.';
COMMENT ON COLUMN articles.tags IS 'Tags given by the publisher.';
COMMENT ON COLUMN articles.captions IS 'Captions of its pictures.';
COMMENT ON COLUMN articles.source_name IS 'Whom the article names as its source.';
COMMENT ON COLUMN articles.source_url IS 'Address the article names as its source.';
COMMENT ON COLUMN articles.word_count IS 'Words in the body, separated by white space (in Vietnamese: syllables).';
COMMENT ON COLUMN articles.relevance IS 'How surely it is about health cooperation with Vietnam, 0 to 1, by the score alone; reasons and passages tell why.';
COMMENT ON COLUMN articles.topic IS 'relevant, review (a person should look) or off_topic: what a person decided, else what the score says.';
COMMENT ON COLUMN articles.story_id IS 'Story it belongs to; joins stories.story_id.';
COMMENT ON COLUMN articles.is_original IS 'Whether it is its story''s original. WHERE is_original counts every story once.';
COMMENT ON COLUMN articles.revision IS 'Number of the version shown; earlier ones are in revisions.';
COMMENT ON COLUMN articles.content_hash IS 'Key of the words of the body; equal keys, equal texts.';
COMMENT ON COLUMN articles.first_seen_at IS 'When we first received it.';
COMMENT ON COLUMN articles.last_seen_at IS 'When we last received it.';
COMMENT ON COLUMN articles.reader IS 'Reader and version that read it.';
COMMENT ON COLUMN articles.page_id IS 'The archived page it was read from; joins pages.page_id.';
COMMENT ON COLUMN articles.provenance IS 'Where each field was read, as a JSON object of field and place.';
COMMENT ON COLUMN articles.scored_topic IS 'relevant, review or off_topic, by the score alone.';
COMMENT ON COLUMN articles.scored_by IS 'Version of the rules and words that scored it; where it is not today''s, hoptac reparse scores anew.';
COMMENT ON COLUMN articles.decided_by IS 'Who decided its topic; NULL if nobody did. Joins decisions for when and why.';

-- Few addresses can be meant: those that were gone once, or led elsewhere. Only their attempts are put in order.
CREATE OR REPLACE VIEW tombstones AS
WITH suspect AS (
  SELECT f.url FROM fetches AS f WHERE f.kind = 'article' AND f.outcome = 'gone'
  UNION
  SELECT f.url
  FROM fetches AS f
  JOIN pages AS p ON p.page_id = f.page_id
  WHERE f.kind = 'article' AND f.outcome = 'fetched' AND p.final_url <> p.url
), newest AS (
  SELECT f.url, f.at AS seen_at, f.outcome, f.status, f.page_id
  FROM fetches AS f
  SEMI JOIN suspect AS s ON s.url = f.url
  WHERE f.kind = 'article' AND f.outcome IN ('fetched', 'not_modified', 'gone')
  QUALIFY row_number() OVER (PARTITION BY f.url ORDER BY f.at DESC, f.fetch_id DESC) = 1
)
SELECT
  a.article_id, a.canonical_url AS url, CASE WHEN n.outcome = 'gone' THEN 'gone' ELSE 'moved' END AS kind,
  n.seen_at, n.status, p.final_url AS to_url, v.article_id AS to_article_id
FROM internal.article AS a
JOIN newest AS n ON n.url = a.canonical_url
LEFT JOIN pages AS p ON p.page_id = n.page_id
LEFT JOIN internal.verdicts AS v ON v.page_id = n.page_id
WHERE n.outcome = 'gone'
  OR (n.outcome = 'fetched' AND p.final_url <> p.url AND v.page_id IS NOT NULL
    AND v.article_id IS DISTINCT FROM a.article_id)
UNION ALL
SELECT article_id, from_url, 'moved', seen_at, status, to_url, article_id FROM internal.moves;
COMMENT ON VIEW tombstones IS 'One row per address that no longer shows its article: it was taken down, or the address leads elsewhere. The article and its history stay.';
COMMENT ON COLUMN tombstones.article_id IS 'The article; joins articles.article_id.';
COMMENT ON COLUMN tombstones.url IS 'The address.';
COMMENT ON COLUMN tombstones.kind IS 'gone (the server says that there is nothing, 404 or 410) or moved (it redirects to something else).';
COMMENT ON COLUMN tombstones.seen_at IS 'When the server said so last.';
COMMENT ON COLUMN tombstones.status IS 'HTTP status of that answer.';
COMMENT ON COLUMN tombstones.to_url IS 'Where it leads; NULL if it is gone.';
COMMENT ON COLUMN tombstones.to_article_id IS 'The article that is there: the same one if it moved with its text; NULL for a front page or a list.';

-- Search: the form of a word by what its end is, not by looking for every one that there could be; and only of words that
-- look like one of the query.

-- The mark of oa, oe and uy at the end of a syllable has two places in use, hòa and hoà; after q the u is no vowel.
CREATE OR REPLACE MACRO internal.one_place(w) AS CASE
  WHEN NOT regexp_matches(w, '(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]|q[ùúủũụ]y)$') THEN w
  WHEN regexp_matches(w, 'o.$') THEN left(w, -2)
    || translate(right(w, 1), 'àáảãạèéẻẽẹ', 'òóỏõọòóỏõọ') || translate(right(w, 1), 'àáảãạèéẻẽẹ', 'aaaaaeeeee')
  WHEN regexp_matches(w, 'qu.$') THEN w
  WHEN regexp_matches(w, 'q.y$') THEN left(w, -2) || 'u' || translate(w[-2:-2], 'ùúủũụ', 'ỳýỷỹỵ')
  ELSE left(w, -2) || translate(right(w, 1), 'ỳýỷỹỵ', 'ùúủũụ') || 'y' END;
COMMENT ON MACRO internal.one_place IS 'A word in lower case with the tone mark of oa, oe, uy where it stands in hòa.';

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
key AS MATERIALIZED (
  SELECT b.place, b.score, a.article_id, a.site, a.language, a.topic, a.published_at, a.canonical_url, a.story_id, a.dek,
    r.rowid AS text_row
  FROM best AS b
  JOIN internal.article AS a ON a.article_id = b.article_id
  JOIN revisions AS r ON r.article_id = b.article_id AND r.revision = a.revision
), text AS MATERIALIZED (
  SELECT k.*, r.title,
    regexp_extract_all(coalesce(k.dek || ' ', '') || replace(r.body, e'\n\n', ' '), '[\pL\pN\pM]+[^\pL\pN\pM]*') AS pieces
  FROM key AS k
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

-- Loads count the words of each field by themselves.
DROP MACRO internal.search_text;

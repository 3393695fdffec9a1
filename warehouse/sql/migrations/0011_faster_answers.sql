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

-- The large tables have no index of their keys any more. A key is a digest, so the few hundred keys of a run lie all over
-- an index, and DuckDB writes all its blocks anew: at a million articles 160 MB in every run, where the rows take 5, and
-- a fifth of the file (DuckDB 2.0.0). Nothing was looked up by it: a batch is joined with a table, not row by row. That
-- each key is there once is seen to by the load, which asks before it adds, and proved by `hoptac verify`.
-- A constraint cannot be dropped, so the tables are written anew, once.

CREATE TABLE pages_anew (
  page_id UUID NOT NULL,
  url VARCHAR NOT NULL,
  final_url VARCHAR NOT NULL,
  fetched_at TIMESTAMPTZ NOT NULL,
  status INTEGER NOT NULL,
  content_type VARCHAR NOT NULL,
  charset VARCHAR NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 VARCHAR NOT NULL,
  warc_file VARCHAR NOT NULL,
  warc_offset BIGINT NOT NULL,
  run_id UUID NOT NULL,
  etag VARCHAR,
  last_modified VARCHAR
);
INSERT INTO pages_anew FROM pages;
DROP TABLE pages;
ALTER TABLE pages_anew RENAME TO pages;
COMMENT ON TABLE pages IS 'One row per archived response: the proof behind every article. The same answer of the same address is one page.';
COMMENT ON COLUMN pages.page_id IS 'Key of the response: digest of its address and its bytes.';
COMMENT ON COLUMN pages.url IS 'Address that was asked for.';
COMMENT ON COLUMN pages.final_url IS 'Address that answered, at the end of the redirects.';
COMMENT ON COLUMN pages.fetched_at IS 'When this response was first received.';
COMMENT ON COLUMN pages.status IS 'HTTP status.';
COMMENT ON COLUMN pages.content_type IS 'Media type without parameters, in lower case; empty if the server gave none.';
COMMENT ON COLUMN pages.charset IS 'Character set the bytes were read in; empty if none was declared.';
COMMENT ON COLUMN pages.bytes IS 'Length of the body in bytes.';
COMMENT ON COLUMN pages.sha256 IS 'Hex digest of the body.';
COMMENT ON COLUMN pages.warc_file IS 'Archive file that holds it, relative to the warc folder.';
COMMENT ON COLUMN pages.warc_offset IS 'Byte in that file where its record begins.';
COMMENT ON COLUMN pages.run_id IS 'Run that fetched it first.';
COMMENT ON COLUMN pages.etag IS 'The ETag header as sent.';
COMMENT ON COLUMN pages.last_modified IS 'The Last-Modified header as sent.';

CREATE TABLE fetches_anew (
  fetch_id UUID NOT NULL,
  run_id UUID NOT NULL,
  site VARCHAR NOT NULL,
  url VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  "at" TIMESTAMPTZ NOT NULL,
  outcome VARCHAR NOT NULL,
  status INTEGER,
  reason VARCHAR,
  elapsed_ms INTEGER,
  bytes BIGINT,
  page_id UUID,
  listed INTEGER,
  fresh INTEGER,
  repeated INTEGER,
  known INTEGER,
  is_listed BOOLEAN
);
INSERT INTO fetches_anew FROM fetches;
DROP TABLE fetches;
ALTER TABLE fetches_anew RENAME TO fetches;
COMMENT ON TABLE fetches IS 'One row per attempt on an address, the failed and the forbidden ones included.';
COMMENT ON COLUMN fetches.fetch_id IS 'Key of the attempt.';
COMMENT ON COLUMN fetches.run_id IS 'Run that made it.';
COMMENT ON COLUMN fetches.site IS 'Site the address belongs to; joins sites.name.';
COMMENT ON COLUMN fetches.url IS 'Address that was asked for.';
COMMENT ON COLUMN fetches.kind IS 'What it was asked for as: article, feed, sitemap, listing, file.';
COMMENT ON COLUMN fetches."at" IS 'When the attempt was made. SQL needs the name quoted or qualified: "at" or fetches.at.';
COMMENT ON COLUMN fetches.outcome IS 'What became of it: fetched, not_modified, robots, blocked, gone, http_error, failed, too_large, skipped.';
COMMENT ON COLUMN fetches.status IS 'HTTP status; NULL if there was no response.';
COMMENT ON COLUMN fetches.reason IS 'Why it did not succeed, in words.';
COMMENT ON COLUMN fetches.elapsed_ms IS 'Milliseconds from the request to the end of the response.';
COMMENT ON COLUMN fetches.bytes IS 'Length of the body in bytes.';
COMMENT ON COLUMN fetches.page_id IS 'The response in pages, if one was archived.';
COMMENT ON COLUMN fetches.listed IS 'Entries in a feed, sitemap or listing; NULL for other kinds.';
COMMENT ON COLUMN fetches.fresh IS 'Those of them that were seen for the first time.';
COMMENT ON COLUMN fetches.repeated IS 'Those of them that this run had been told of before.';
COMMENT ON COLUMN fetches.known IS 'Those of them about which nothing was to be done: held and not due, waiting, gone, refused, or skipped before.';
COMMENT ON COLUMN fetches.is_listed IS 'For an article: whether a list of this run named its address; NULL for lists and files.';

CREATE TABLE rejects_anew (
  page_id UUID NOT NULL,
  url VARCHAR NOT NULL,
  stage VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  detail VARCHAR NOT NULL,
  run_id UUID NOT NULL,
  "at" TIMESTAMPTZ NOT NULL
);
INSERT INTO rejects_anew FROM rejects;
DROP TABLE rejects;
ALTER TABLE rejects_anew RENAME TO rejects;
COMMENT ON TABLE rejects IS 'One row per page that did not become an article. A page that a later reader can read leaves this table.';
COMMENT ON COLUMN rejects.page_id IS 'The page; joins pages.page_id.';
COMMENT ON COLUMN rejects.url IS 'Address of the page.';
COMMENT ON COLUMN rejects.stage IS 'Step that rejected it, such as parse.';
COMMENT ON COLUMN rejects.reason IS 'Why, in one word: empty, binary, no_title, no_body, listing, home, error_page and so on.';
COMMENT ON COLUMN rejects.detail IS 'What was seen, in plain words; may be empty.';
COMMENT ON COLUMN rejects.run_id IS 'Run that fetched or read the page.';
COMMENT ON COLUMN rejects."at" IS 'When the page was received or read. SQL needs the name quoted or qualified: "at" or rejects.at.';

CREATE TABLE internal.verdicts_anew (
  page_id UUID NOT NULL,
  article_id UUID,
  reading UUID NOT NULL,
  read_at TIMESTAMPTZ NOT NULL
);
INSERT INTO internal.verdicts_anew FROM internal.verdicts;
DROP TABLE internal.verdicts;
ALTER TABLE internal.verdicts_anew RENAME TO verdicts;
COMMENT ON TABLE internal.verdicts IS 'What each page was last judged to be. A reading by an older run never replaces that by a newer one.';
COMMENT ON COLUMN internal.verdicts.page_id IS 'The page that was read.';
COMMENT ON COLUMN internal.verdicts.article_id IS 'The article it shows; NULL if it is a reject.';
COMMENT ON COLUMN internal.verdicts.reading IS 'Digest of all that was read: another digest for the same page means another reader.';
COMMENT ON COLUMN internal.verdicts.read_at IS 'Start of the run whose reading this is.';

CREATE TABLE internal.addresses_anew (
  url VARCHAR NOT NULL,
  site VARCHAR NOT NULL,
  listed_at TIMESTAMPTZ NOT NULL,
  state VARCHAR NOT NULL,
  due_at TIMESTAMPTZ,
  attempts INTEGER NOT NULL,
  changed_at TIMESTAMPTZ,
  asked_url VARCHAR NOT NULL,
  set_at TIMESTAMPTZ NOT NULL
);
INSERT INTO internal.addresses_anew FROM internal.addresses;
DROP TABLE internal.addresses;
ALTER TABLE internal.addresses_anew RENAME TO addresses;
COMMENT ON TABLE internal.addresses IS 'One row per discovered address, so that none is forgotten between runs.';
COMMENT ON COLUMN internal.addresses.url IS 'Canonical address.';
COMMENT ON COLUMN internal.addresses.site IS 'Site that listed it.';
COMMENT ON COLUMN internal.addresses.listed_at IS 'When it was first listed.';
COMMENT ON COLUMN internal.addresses.state IS 'Where it stands: due, held, gone, refused, skipped.';
COMMENT ON COLUMN internal.addresses.due_at IS 'When it is to be fetched next; NULL if never, or at once when the state is due.';
COMMENT ON COLUMN internal.addresses.attempts IS 'Visits of a held address; failed attempts of one that is due.';
COMMENT ON COLUMN internal.addresses.changed_at IS 'The newest time that its lists gave it; a newer one means a visit.';
COMMENT ON COLUMN internal.addresses.asked_url IS 'The address as listed, which is the one to ask; empty if it is url.';
COMMENT ON COLUMN internal.addresses.set_at IS 'Start of the run that said so; an older run does not overrule it.';

CREATE TABLE internal.article_anew (
  article_id UUID NOT NULL,
  revision INTEGER NOT NULL,
  story_id UUID NOT NULL,
  is_original BOOLEAN NOT NULL,
  first_seen_at TIMESTAMPTZ NOT NULL,
  last_seen_at TIMESTAMPTZ NOT NULL,
  record_key UUID NOT NULL,
  url VARCHAR NOT NULL,
  canonical_url VARCHAR NOT NULL,
  site VARCHAR NOT NULL,
  language VARCHAR NOT NULL,
  dek VARCHAR,
  authors VARCHAR[] NOT NULL,
  byline VARCHAR,
  published_at TIMESTAMPTZ,
  published_precision VARCHAR,
  published_from VARCHAR,
  modified_at TIMESTAMPTZ,
  section VARCHAR,
  tags VARCHAR[] NOT NULL,
  captions VARCHAR[] NOT NULL,
  source_name VARCHAR,
  source_url VARCHAR,
  relevance DOUBLE NOT NULL CHECK (relevance BETWEEN 0 AND 1),
  topic VARCHAR NOT NULL CHECK (topic IN ('relevant', 'review', 'off_topic')),
  reader VARCHAR NOT NULL,
  provenance JSON NOT NULL,
  scored_by VARCHAR DEFAULT '',
  CHECK (first_seen_at <= last_seen_at)
);
INSERT INTO internal.article_anew FROM internal.article;
DROP TABLE internal.article;
ALTER TABLE internal.article_anew RENAME TO article;
COMMENT ON TABLE internal.article IS 'The narrow, changing part of an article: metadata as last read. Read the view articles instead.';
COMMENT ON COLUMN internal.article.article_id IS 'Key of the canonical address under which it was first held.';
COMMENT ON COLUMN internal.article.revision IS 'Number of the current version; its text is in revisions.';
COMMENT ON COLUMN internal.article.story_id IS 'Story the article belongs to.';
COMMENT ON COLUMN internal.article.is_original IS 'Whether it is its story''s original.';
COMMENT ON COLUMN internal.article.first_seen_at IS 'When it was first received.';
COMMENT ON COLUMN internal.article.last_seen_at IS 'When it was last received; that visit is behind all that stands here.';
COMMENT ON COLUMN internal.article.record_key IS 'Digest of the metadata, to see at once that nothing changed.';
COMMENT ON COLUMN internal.article.url IS 'Address it was read at.';
COMMENT ON COLUMN internal.article.canonical_url IS 'Its address in the one form under which it is held.';
COMMENT ON COLUMN internal.article.site IS 'Site that published it.';
COMMENT ON COLUMN internal.article.language IS 'Language of the text, ISO 639-1.';
COMMENT ON COLUMN internal.article.dek IS 'The summary under the title (sapo).';
COMMENT ON COLUMN internal.article.authors IS 'Names of the authors.';
COMMENT ON COLUMN internal.article.byline IS 'The author line as printed.';
COMMENT ON COLUMN internal.article.published_at IS 'When it was published.';
COMMENT ON COLUMN internal.article.published_precision IS 'How exactly that is known.';
COMMENT ON COLUMN internal.article.published_from IS 'Where that was read.';
COMMENT ON COLUMN internal.article.modified_at IS 'When the publisher says it was last changed.';
COMMENT ON COLUMN internal.article.section IS 'Section of the site.';
COMMENT ON COLUMN internal.article.tags IS 'Tags given by the publisher.';
COMMENT ON COLUMN internal.article.captions IS 'Captions of its pictures.';
COMMENT ON COLUMN internal.article.source_name IS 'Whom it names as its source.';
COMMENT ON COLUMN internal.article.source_url IS 'Address it names as its source.';
COMMENT ON COLUMN internal.article.relevance IS 'How surely it is about health cooperation, 0 to 1.';
COMMENT ON COLUMN internal.article.topic IS 'relevant, review or off_topic, by the score alone.';
COMMENT ON COLUMN internal.article.reader IS 'Reader and version that read it.';
COMMENT ON COLUMN internal.article.provenance IS 'Where each field was read, as a JSON object.';
COMMENT ON COLUMN internal.article.scored_by IS 'Version of the rules and words that scored it; empty for scores older than versions.';

CREATE TABLE revisions_anew (
  article_id UUID NOT NULL,
  revision INTEGER NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL,
  content_hash UUID NOT NULL,
  title VARCHAR,
  body VARCHAR NOT NULL,
  changed VARCHAR NOT NULL,
  diff VARCHAR,
  figures_before VARCHAR[],
  figures_after VARCHAR[],
  word_count INTEGER NOT NULL,
  text_key UUID NOT NULL,
  page_id UUID NOT NULL
);
INSERT INTO revisions_anew FROM revisions;
DROP TABLE revisions;
ALTER TABLE revisions_anew RENAME TO revisions;
COMMENT ON TABLE revisions IS 'One row per version of an article''s clean text or title: what the publisher changed, and when we saw it.';
COMMENT ON COLUMN revisions.article_id IS 'The article; joins articles.article_id.';
COMMENT ON COLUMN revisions.revision IS 'Number of the version, from 1 without gaps.';
COMMENT ON COLUMN revisions.seen_at IS 'When this version was first received.';
COMMENT ON COLUMN revisions.content_hash IS 'Key of the words of the body: case, punctuation and spacing do not count. Equal keys, equal articles.';
COMMENT ON COLUMN revisions.title IS 'Title of this version.';
COMMENT ON COLUMN revisions.body IS 'Clean text of this version: paragraphs separated by one blank line.';
COMMENT ON COLUMN revisions.changed IS 'The weightiest change since the version before: first, correction (a notice that something was put right), figure, date, quote, name, headline, text, cosmetic (case, signs, spacing).';
COMMENT ON COLUMN revisions.diff IS 'What changed, one place to a line with some words around it: [-taken out-] {+put in+}; NULL for the first version.';
COMMENT ON COLUMN revisions.figures_before IS 'Figures that were replaced, in order of the text; NULL if none was.';
COMMENT ON COLUMN revisions.figures_after IS 'What each of them was replaced by.';
COMMENT ON COLUMN revisions.word_count IS 'Words in the body, separated by white space (in Vietnamese: syllables).';
COMMENT ON COLUMN revisions.text_key IS 'Key of title and body to the letter.';
COMMENT ON COLUMN revisions.page_id IS 'The newest archived page that shows this version: its proof. Joins pages.page_id.';

CREATE TABLE stories_anew (
  story_id UUID NOT NULL,
  original_article_id UUID NOT NULL,
  original_confidence DOUBLE NOT NULL CHECK (original_confidence BETWEEN 0 AND 1),
  original_evidence VARCHAR NOT NULL,
  article_count INTEGER NOT NULL CHECK (article_count > 0),
  site_count INTEGER NOT NULL CHECK (site_count > 0),
  first_published_at TIMESTAMPTZ,
  stub_name VARCHAR,
  stub_url VARCHAR
);
INSERT INTO stories_anew FROM stories;
DROP TABLE stories;
ALTER TABLE stories_anew RENAME TO stories;
COMMENT ON TABLE stories IS 'One row per cluster of articles that are the same article. Every article is in exactly one story.';
COMMENT ON COLUMN stories.story_id IS 'Key of the story: born with its first article, and kept when others join. After two became one, story_redirects leads on.';
COMMENT ON COLUMN stories.original_article_id IS 'The article that is most probably where the text first appeared, of those we hold.';
COMMENT ON COLUMN stories.original_confidence IS 'How sure that is, 0 to 1.';
COMMENT ON COLUMN stories.original_evidence IS 'Why, in plain English.';
COMMENT ON COLUMN stories.article_count IS 'Articles in the story.';
COMMENT ON COLUMN stories.site_count IS 'Different sites among them.';
COMMENT ON COLUMN stories.first_published_at IS 'Earliest publication time among them; NULL if none is known.';
COMMENT ON COLUMN stories.stub_name IS 'Publisher of an earlier original that we do not hold, as the articles name it; NULL if they name none.';
COMMENT ON COLUMN stories.stub_url IS 'Address of that original, if they give it.';

CREATE TABLE reprints_anew (
  article_id UUID NOT NULL,
  of_article_id UUID NOT NULL,
  relation VARCHAR NOT NULL CHECK (relation IN ('same_article', 'rewrite', 'same_story')),
  containment DOUBLE NOT NULL CHECK (containment BETWEEN 0 AND 1),
  jaccard DOUBLE NOT NULL CHECK (jaccard BETWEEN 0 AND 1),
  figures_agree BOOLEAN NOT NULL,
  evidence VARCHAR NOT NULL,
  rule_version INTEGER NOT NULL,
  fine_containment DOUBLE NOT NULL CHECK (fine_containment BETWEEN 0 AND 1),
  coverage DOUBLE NOT NULL CHECK (coverage BETWEEN 0 AND 1),
  figures DOUBLE NOT NULL CHECK (figures BETWEEN 0 AND 1),
  shared_run VARCHAR,
  shared_words INTEGER,
  CHECK (article_id <> of_article_id)
);
INSERT INTO reprints_anew FROM reprints;
DROP TABLE reprints;
ALTER TABLE reprints_anew RENAME TO reprints;
COMMENT ON TABLE reprints IS 'One row per decision that an article repeats another: each member of a story but its original has one same_article row; rewrite and same_story link two stories, by the two articles most alike. Compared are the versions that match, which need not be the newest.';
COMMENT ON COLUMN reprints.article_id IS 'The article that repeats.';
COMMENT ON COLUMN reprints.of_article_id IS 'The article it repeats: the story''s original wherever the two can be compared.';
COMMENT ON COLUMN reprints.relation IS 'same_article (the same text, one story), rewrite (reworked from that text), or same_story (own text, same event).';
COMMENT ON COLUMN reprints.containment IS 'Shingles of five tokens that both have, as a share of the text that has fewer, 0 to 1.';
COMMENT ON COLUMN reprints.jaccard IS 'Shingles of five tokens that both have, as a share of all that either has, 0 to 1.';
COMMENT ON COLUMN reprints.figures_agree IS 'Whether the figures in the shared wording are mostly the same.';
COMMENT ON COLUMN reprints.evidence IS 'Why we think so, in plain English.';
COMMENT ON COLUMN reprints.rule_version IS 'Version of the rules that decided.';
COMMENT ON COLUMN reprints.fine_containment IS 'Like containment, with shingles of three tokens: finds text that was reworded.';
COMMENT ON COLUMN reprints.coverage IS 'Passages of the shorter text that are found in the other, however edited, 0 to 1.';
COMMENT ON COLUMN reprints.figures IS 'Of the places where both say the same words around a number, the share where the numbers agree; 1 where there are too few.';
COMMENT ON COLUMN reprints.shared_run IS 'The longest run of words in both, in normal form, its first 60 words; NULL for identical texts.';
COMMENT ON COLUMN reprints.shared_words IS 'Words in that run; NULL for identical texts.';

-- What a run asked for, what came back, and what became of it. Append-only but for `runs` and `rejects`.

CREATE TABLE runs (
  run_id UUID PRIMARY KEY,
  flow VARCHAR NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  finished_at TIMESTAMPTZ,
  state VARCHAR NOT NULL,
  parameters JSON NOT NULL,
  counts JSON NOT NULL
);
COMMENT ON TABLE runs IS 'One row per run of a flow.';
COMMENT ON COLUMN runs.run_id IS 'Key of the run.';
COMMENT ON COLUMN runs.flow IS 'Which flow ran: ingest, import, reparse.';
COMMENT ON COLUMN runs.started_at IS 'When it started.';
COMMENT ON COLUMN runs.finished_at IS 'When it ended; NULL while it works, or if it was killed.';
COMMENT ON COLUMN runs.state IS 'How it stands: running, completed, failed.';
COMMENT ON COLUMN runs.parameters IS 'What it was asked to do, as a JSON object.';
COMMENT ON COLUMN runs.counts IS 'What it did, as a JSON object of name and number.';

CREATE TABLE pages (
  page_id UUID PRIMARY KEY,
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

CREATE TABLE fetches (
  fetch_id UUID PRIMARY KEY,
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

CREATE TABLE rejects (
  page_id UUID PRIMARY KEY,
  url VARCHAR NOT NULL,
  stage VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  detail VARCHAR NOT NULL,
  run_id UUID NOT NULL,
  "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE rejects IS 'One row per page that did not become an article. A page that a later reader can read leaves this table.';
COMMENT ON COLUMN rejects.page_id IS 'The page; joins pages.page_id.';
COMMENT ON COLUMN rejects.url IS 'Address of the page.';
COMMENT ON COLUMN rejects.stage IS 'Step that rejected it, such as parse.';
COMMENT ON COLUMN rejects.reason IS 'Why, in one word: empty, binary, no_title, no_body, listing, home, error_page and so on.';
COMMENT ON COLUMN rejects.detail IS 'What was seen, in plain words; may be empty.';
COMMENT ON COLUMN rejects.run_id IS 'Run that fetched or read the page.';
COMMENT ON COLUMN rejects."at" IS 'When the page was received or read. SQL needs the name quoted or qualified: "at" or rejects.at.';

CREATE TABLE internal.verdicts (
  page_id UUID PRIMARY KEY,
  article_id UUID,
  reading UUID NOT NULL,
  read_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE internal.verdicts IS 'What each page was last judged to be. A reading by an older run never replaces that by a newer one.';
COMMENT ON COLUMN internal.verdicts.page_id IS 'The page that was read.';
COMMENT ON COLUMN internal.verdicts.article_id IS 'The article it shows; NULL if it is a reject.';
COMMENT ON COLUMN internal.verdicts.reading IS 'Digest of all that was read: another digest for the same page means another reader.';
COMMENT ON COLUMN internal.verdicts.read_at IS 'Start of the run whose reading this is.';

CREATE TABLE internal.addresses (
  url VARCHAR PRIMARY KEY,
  site VARCHAR NOT NULL,
  listed_at TIMESTAMPTZ NOT NULL,
  state VARCHAR NOT NULL,
  due_at TIMESTAMPTZ,
  attempts INTEGER NOT NULL,
  changed_at TIMESTAMPTZ,
  asked_url VARCHAR NOT NULL,
  set_at TIMESTAMPTZ NOT NULL
);
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

CREATE TABLE internal.listings (
  url VARCHAR PRIMARY KEY,
  site VARCHAR NOT NULL,
  checked_at TIMESTAMPTZ NOT NULL,
  etag VARCHAR,
  last_modified VARCHAR,
  sha256 VARCHAR,
  news_at TIMESTAMPTZ,
  due_at TIMESTAMPTZ
);
COMMENT ON TABLE internal.listings IS 'What each feed, sitemap or listing answered last, for the next conditional GET, and when that is to be.';
COMMENT ON COLUMN internal.listings.url IS 'Address of the list.';
COMMENT ON COLUMN internal.listings.site IS 'Site it belongs to.';
COMMENT ON COLUMN internal.listings.checked_at IS 'When it answered.';
COMMENT ON COLUMN internal.listings.etag IS 'The ETag header as sent.';
COMMENT ON COLUMN internal.listings.last_modified IS 'The Last-Modified header as sent.';
COMMENT ON COLUMN internal.listings.sha256 IS 'Hex digest of its body: the same one again is not read again.';
COMMENT ON COLUMN internal.listings.news_at IS 'When it last named an address that was new to us.';
COMMENT ON COLUMN internal.listings.due_at IS 'When it is to be asked again: after an eighth of the time since it had news, a day at most.';

CREATE TABLE internal.pauses (
  domain VARCHAR PRIMARY KEY,
  until TIMESTAMPTZ NOT NULL,
  refusals INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  reason VARCHAR NOT NULL,
  set_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE internal.pauses IS 'Registrable domains that are left alone for a while, or whose last requests failed, so that the next run knows.';
COMMENT ON COLUMN internal.pauses.domain IS 'Registrable domain.';
COMMENT ON COLUMN internal.pauses.until IS 'Not to be asked before.';
COMMENT ON COLUMN internal.pauses.refusals IS 'Answers 429 or 503 in a row.';
COMMENT ON COLUMN internal.pauses.failures IS 'Requests in a row that got no answer at all.';
COMMENT ON COLUMN internal.pauses.reason IS 'Why it is left alone.';
COMMENT ON COLUMN internal.pauses.set_at IS 'When this was learned; an older word does not overrule it.';

CREATE TABLE internal.robots (
  url VARCHAR PRIMARY KEY,
  checked_at TIMESTAMPTZ NOT NULL,
  status INTEGER NOT NULL,
  rules VARCHAR NOT NULL
);
COMMENT ON TABLE internal.robots IS 'Each robots.txt as last read, to be believed for 24 hours (RFC 9309, section 2.4).';
COMMENT ON COLUMN internal.robots.url IS 'Address of the file.';
COMMENT ON COLUMN internal.robots.checked_at IS 'When it answered.';
COMMENT ON COLUMN internal.robots.status IS 'HTTP status: 4xx allows all, 5xx is never kept.';
COMMENT ON COLUMN internal.robots.rules IS 'The file as sent, 500 KiB at most; empty if the answer was no file.';

-- The articles of the file `base` once more, `n` times as late, with all that hangs on them, under other keys and
-- addresses. Their words are the same, and so are their places. Keys that many texts or tellings share (formulas, names
-- of parties) stay shared, those that one or two have become others: a copy shares with its model what two news have in
-- common.
CREATE OR REPLACE TEMP MACRO other(id) AS CASE WHEN id IS NOT NULL THEN md5_number(concat(id, getvariable('n')))::UUID END;
CREATE OR REPLACE TEMP MACRO later(t) AS t + getvariable('later');
CREATE OR REPLACE TEMP MACRO moved(url) AS replace(url, '.html', concat('-', getvariable('n'), '.html'));
INSERT INTO runs BY NAME SELECT * REPLACE (
  other(run_id) AS run_id, later(started_at) AS started_at, later(finished_at) AS finished_at
) FROM base.runs;
INSERT INTO pages BY NAME SELECT * REPLACE (
  other(page_id) AS page_id, moved(url) AS url, moved(final_url) AS final_url, later(fetched_at) AS fetched_at,
  other(run_id) AS run_id
) FROM base.pages;
INSERT INTO fetches BY NAME SELECT * REPLACE (
  other(fetch_id) AS fetch_id, other(run_id) AS run_id, moved(url) AS url, later("at") AS "at", other(page_id) AS page_id
) FROM base.fetches;
INSERT INTO rejects BY NAME SELECT * REPLACE (
  other(page_id) AS page_id, moved(url) AS url, other(run_id) AS run_id, later("at") AS "at"
) FROM base.rejects;
INSERT INTO internal.addresses BY NAME SELECT * REPLACE (
  moved(url) AS url, later(listed_at) AS listed_at, later(due_at) AS due_at, later(set_at) AS set_at
) FROM base.internal.addresses;
INSERT INTO internal.verdicts BY NAME SELECT * REPLACE (
  other(page_id) AS page_id, other(article_id) AS article_id, other(reading) AS reading, later(read_at) AS read_at
) FROM base.internal.verdicts;
INSERT INTO internal.article BY NAME SELECT * REPLACE (
  other(article_id) AS article_id, other(story_id) AS story_id, other(record_key) AS record_key, moved(url) AS url,
  moved(canonical_url) AS canonical_url, later(first_seen_at) AS first_seen_at, later(last_seen_at) AS last_seen_at,
  later(published_at) AS published_at
) FROM base.internal.article;
INSERT INTO revisions BY NAME SELECT * REPLACE (
  other(article_id) AS article_id, other(content_hash) AS content_hash, other(text_key) AS text_key,
  other(page_id) AS page_id, later(seen_at) AS seen_at
) FROM base.revisions;
INSERT INTO internal.sightings BY NAME SELECT * REPLACE (
  other(article_id) AS article_id, other(page_id) AS page_id, other(text_key) AS text_key, later(seen_at) AS seen_at
) FROM base.internal.sightings;
INSERT INTO internal.article_texts BY NAME SELECT * REPLACE (
  other(article_id) AS article_id, other(text_id) AS text_id
) FROM base.internal.article_texts;
INSERT INTO internal.shingle_keys BY NAME SELECT k.* REPLACE (
  CASE WHEN s.key IS NULL THEN (hash(k.key + getvariable('n')) >> 1)::BIGINT ELSE k.key END AS key,
  other(k.text_id) AS text_id
) FROM base.internal.shingle_keys AS k
LEFT JOIN (SELECT key FROM base.internal.shingle_keys GROUP BY key HAVING count(DISTINCT text_id) > 2) AS s ON s.key = k.key;
INSERT INTO internal.likenesses BY NAME SELECT * REPLACE (
  least(other(text_a), other(text_b)) AS text_a, greatest(other(text_a), other(text_b)) AS text_b
) FROM base.internal.likenesses;
INSERT INTO stories BY NAME SELECT * REPLACE (
  other(story_id) AS story_id, other(original_article_id) AS original_article_id,
  later(first_published_at) AS first_published_at
) FROM base.stories;
INSERT INTO reprints BY NAME SELECT * REPLACE (
  other(article_id) AS article_id, other(of_article_id) AS of_article_id
) FROM base.reprints;
INSERT INTO mentions BY NAME SELECT * REPLACE (other(article_id) AS article_id) FROM base.mentions;
INSERT INTO reasons BY NAME SELECT * REPLACE (other(article_id) AS article_id) FROM base.reasons;
INSERT INTO passages BY NAME SELECT * REPLACE (other(article_id) AS article_id) FROM base.passages;
INSERT INTO agreements BY NAME SELECT * REPLACE (
  other(agreement_id) AS agreement_id, other(article_id) AS article_id, other(statement_id) AS statement_id,
  other(telling_id) AS telling_id, other(same_as) AS same_as, later(signed_on)::DATE AS signed_on
) FROM base.agreements;
INSERT INTO internal.telling_keys BY NAME SELECT k.* REPLACE (
  CASE WHEN s.key IS NULL THEN other(k.key) ELSE k.key END AS key, other(k.telling_id) AS telling_id
) FROM base.internal.telling_keys AS k
LEFT JOIN (SELECT key FROM base.internal.telling_keys GROUP BY key HAVING count(*) > 2) AS s ON s.key = k.key;
INSERT INTO internal.telling_links BY NAME SELECT * REPLACE (
  least(other(telling_a), other(telling_b)) AS telling_a, greatest(other(telling_a), other(telling_b)) AS telling_b
) FROM base.internal.telling_links;
INSERT INTO internal.search_documents BY NAME SELECT * REPLACE (
  document + getvariable('n') * (SELECT max(document) + 1 FROM base.internal.search_documents) AS document,
  other(article_id) AS article_id, other(text_key) AS text_key, later(published_at) AS published_at
) FROM base.internal.search_documents;
INSERT INTO internal.search_postings BY NAME SELECT * REPLACE (
  document + getvariable('n') * (SELECT max(document) + 1 FROM base.internal.search_documents) AS document
) FROM base.internal.search_postings;

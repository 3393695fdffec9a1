-- Why an article is here: the score told in lines and sentences, and what people decided instead.

ALTER TABLE internal.article ADD COLUMN scored_by VARCHAR DEFAULT '';
COMMENT ON COLUMN internal.article.scored_by IS 'Version of the rules and words that scored it; empty for scores older than versions.';
COMMENT ON COLUMN internal.article.topic IS 'relevant, review or off_topic, by the score alone.';

CREATE TABLE reasons (
  article_id UUID NOT NULL,
  measure VARCHAR NOT NULL,
  value DOUBLE NOT NULL,
  weight DOUBLE NOT NULL,
  points DOUBLE NOT NULL
);
COMMENT ON TABLE reasons IS 'One row per line of the sum behind an article''s relevance, for articles scored relevant or review: relevance = 1 / (1 + exp(-sum(points))).';
COMMENT ON COLUMN reasons.article_id IS 'The article; joins articles.article_id.';
COMMENT ON COLUMN reasons.measure IS 'What was measured: title, lead, passages, health, home, abroad (parsers/topics.toml says what each is); bias is the same for all.';
COMMENT ON COLUMN reasons.value IS 'How much of it there is, 0 to 1.';
COMMENT ON COLUMN reasons.weight IS 'What a value of 1 adds.';
COMMENT ON COLUMN reasons.points IS 'What it added: value times weight.';

CREATE TABLE passages (
  article_id UUID NOT NULL,
  part VARCHAR NOT NULL CHECK (part IN ('title', 'dek', 'body')),
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  sentence VARCHAR NOT NULL,
  terms VARCHAR[] NOT NULL,
  health DOUBLE NOT NULL,
  act DOUBLE NOT NULL,
  partner DOUBLE NOT NULL,
  against DOUBLE NOT NULL,
  strength DOUBLE NOT NULL,
  CHECK (start_offset < end_offset)
);
COMMENT ON TABLE passages IS 'One row per sentence that speaks of health cooperation, the strongest five of each article scored relevant or review.';
COMMENT ON COLUMN passages.article_id IS 'The article; joins articles.article_id.';
COMMENT ON COLUMN passages.part IS 'Where the sentence stands: title, dek or body.';
COMMENT ON COLUMN passages.start_offset IS 'Where it starts in that part, in characters from 0: body[start_offset + 1 : end_offset] in SQL.';
COMMENT ON COLUMN passages.end_offset IS 'Where it ends: the character after its last.';
COMMENT ON COLUMN passages.sentence IS 'The sentence as printed.';
COMMENT ON COLUMN passages.terms IS 'Words of the lexicon and names from abroad in it, in order.';
COMMENT ON COLUMN passages.health IS 'How far it speaks of health, 0 to 1.';
COMMENT ON COLUMN passages.act IS 'How far it tells an act of cooperation, 0 to 1.';
COMMENT ON COLUMN passages.partner IS 'How far it names a partner, 0 to 1.';
COMMENT ON COLUMN passages.against IS 'How far it tells another story (trade, courts, sport), 0 to 1; that takes up to half of its strength.';
COMMENT ON COLUMN passages.strength IS 'How far health, act and partner come together in it, alone or with the sentence before or after, 0 to 1.';

CREATE TABLE decisions (
  article_id UUID PRIMARY KEY,
  url VARCHAR NOT NULL,
  topic VARCHAR NOT NULL CHECK (topic IN ('relevant', 'off_topic')),
  decided_by VARCHAR NOT NULL,
  decided_at TIMESTAMPTZ NOT NULL,
  note VARCHAR NOT NULL
);
COMMENT ON TABLE decisions IS 'One row per address that a person called relevant or off topic, from decisions.tsv: it overrules the score, now and after every rebuild.';
COMMENT ON COLUMN decisions.article_id IS 'Key of the address; joins articles.article_id when the article was first held under it.';
COMMENT ON COLUMN decisions.url IS 'Canonical address of the article, which may not be held yet.';
COMMENT ON COLUMN decisions.topic IS 'What it is: relevant or off_topic.';
COMMENT ON COLUMN decisions.decided_by IS 'Who decided it.';
COMMENT ON COLUMN decisions.decided_at IS 'When that was.';
COMMENT ON COLUMN decisions.note IS 'Why, in the words of that person; empty if nothing was noted.';

-- An article that moved was perhaps decided about under its new address.
CREATE VIEW internal.decided AS
SELECT coalesce(m.article_id, d.article_id) AS article_id, d.topic, d.decided_by, d.decided_at, d.note
FROM decisions AS d
LEFT JOIN internal.moves AS m ON m.moved_id = d.article_id
QUALIFY row_number() OVER (PARTITION BY coalesce(m.article_id, d.article_id) ORDER BY d.decided_at DESC, d.url) = 1;
COMMENT ON VIEW internal.decided IS 'One row per article that a person decided about: the newest decision.';
COMMENT ON COLUMN internal.decided.article_id IS 'The article.';
COMMENT ON COLUMN internal.decided.topic IS 'What it is: relevant or off_topic.';
COMMENT ON COLUMN internal.decided.decided_by IS 'Who decided.';
COMMENT ON COLUMN internal.decided.decided_at IS 'When that was.';
COMMENT ON COLUMN internal.decided.note IS 'Why, in their words.';

CREATE OR REPLACE VIEW articles AS
SELECT
  a.article_id, a.url, a.canonical_url, a.site, a.language, r.title, a.dek, r.body, a.authors, a.byline,
  a.published_at, a.published_precision, a.published_from, a.modified_at, a.section, a.tags, a.captions,
  a.source_name, a.source_url, r.word_count, a.relevance, coalesce(d.topic, a.topic) AS topic, a.story_id,
  a.is_original, a.revision, r.content_hash, a.first_seen_at, a.last_seen_at, a.reader, r.page_id, a.provenance,
  a.topic AS scored_topic, a.scored_by, d.decided_by
FROM internal.article AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
LEFT JOIN internal.decided AS d ON d.article_id = a.article_id;
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

-- What articles name and what they say was agreed; statements of one agreement share its key.
-- Rows are those of an article's current version: replaced with its text, removed with the article.

CREATE TABLE mentions (
  article_id UUID NOT NULL,
  kind VARCHAR NOT NULL CHECK (kind IN ('country', 'organisation', 'hospital', 'amount', 'figure')),
  entity_id VARCHAR,
  label VARCHAR NOT NULL,
  surface VARCHAR NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  value DOUBLE,
  value_high DOUBLE,
  unit VARCHAR,
  rule_version INTEGER NOT NULL,
  CHECK (0 <= start_offset AND start_offset < end_offset)
);
COMMENT ON TABLE mentions IS 'One row per named thing in the current text of an article, if that may be about health cooperation at all (a sentence of it names health, cooperation and a partner, or its relevance is 0.03 or more).';
COMMENT ON COLUMN mentions.article_id IS 'The article; joins articles.article_id.';
COMMENT ON COLUMN mentions.kind IS 'country, organisation, hospital, amount (a sum of money) or figure (another number with its unit).';
COMMENT ON COLUMN mentions.entity_id IS 'Key in the registry of parties, or the ISO 3166-1 alpha-2 code of a country; NULL for a party nobody has registered, and for numbers.';
COMMENT ON COLUMN mentions.label IS 'The name to show: the registry''s, else as printed; for numbers the normal form.';
COMMENT ON COLUMN mentions.surface IS 'The words as printed: body[start_offset:end_offset], to the letter.';
COMMENT ON COLUMN mentions.start_offset IS 'Character of the body where it begins, from 0: substring(body, start_offset + 1, end_offset - start_offset) is the surface.';
COMMENT ON COLUMN mentions.end_offset IS 'Character of the body behind its last one.';
COMMENT ON COLUMN mentions.value IS 'Value of a number; the lower end of a range.';
COMMENT ON COLUMN mentions.value_high IS 'The upper end of a range; NULL if it is none.';
COMMENT ON COLUMN mentions.unit IS 'Of an amount its currency (ISO 4217), of a figure what is counted.';
COMMENT ON COLUMN mentions.rule_version IS 'Version of the rules that found it.';

CREATE TABLE agreements (
  agreement_id UUID NOT NULL,
  article_id UUID NOT NULL,
  type VARCHAR NOT NULL CHECK (type IN (
    'mou', 'agreement', 'grant_oda', 'equipment', 'training', 'twinning', 'research', 'mission', 'delegation_visit',
    'other')),
  stage VARCHAR NOT NULL CHECK (stage IN ('proposed', 'announced', 'signed', 'in_force')),
  vietnamese_party VARCHAR,
  foreign_party VARCHAR,
  countries VARCHAR[] NOT NULL,
  signed_on DATE,
  signed_precision VARCHAR CHECK (signed_precision IN ('day', 'month', 'year', 'day_no_year')),
  amount DOUBLE,
  currency VARCHAR,
  sentence VARCHAR NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  signed_text VARCHAR,
  statement_id UUID PRIMARY KEY,
  telling_id UUID NOT NULL,
  vietnamese_entities VARCHAR[] NOT NULL,
  foreign_entities VARCHAR[] NOT NULL,
  same_as UUID,
  evidence VARCHAR,
  rule_version INTEGER NOT NULL,
  CHECK (0 <= start_offset AND start_offset < end_offset)
);
COMMENT ON TABLE agreements IS 'One row per statement in the current text of an article that something was or will be agreed, if the article may be about health cooperation at all. Statements of one agreement share its agreement_id; the view ledger has one row for each that an article on topic tells.';
COMMENT ON COLUMN agreements.agreement_id IS 'Key of the agreement: the statement_id of its statement that was seen first. A key once given out leads on through agreement_redirects.';
COMMENT ON COLUMN agreements.article_id IS 'The article that says it; joins articles.article_id.';
COMMENT ON COLUMN agreements.type IS 'mou, agreement, grant_oda, equipment, training, twinning, research, mission, delegation_visit (with an outcome) or other.';
COMMENT ON COLUMN agreements.stage IS 'How far it is by this statement: proposed, announced, signed, in_force (running or done).';
COMMENT ON COLUMN agreements.vietnamese_party IS 'The Vietnamese side as named; several names are separated by semicolons.';
COMMENT ON COLUMN agreements.foreign_party IS 'The partner as named, which may be a body of another Vietnamese province; several names are separated by semicolons.';
COMMENT ON COLUMN agreements.countries IS 'Countries of the partners, ISO 3166-1 alpha-2; empty for multilaterals or if the text does not tell.';
COMMENT ON COLUMN agreements.signed_on IS 'First day of the span that signed_precision names; NULL if text and article date do not give the year.';
COMMENT ON COLUMN agreements.signed_precision IS 'How exactly that is known: day, month, year; day_no_year if the year is not told.';
COMMENT ON COLUMN agreements.amount IS 'Sum of money that the text ties to this agreement.';
COMMENT ON COLUMN agreements.currency IS 'Its currency, ISO 4217.';
COMMENT ON COLUMN agreements.sentence IS 'The sentence that says so, to the letter: body[start_offset:end_offset].';
COMMENT ON COLUMN agreements.start_offset IS 'Character of the body where the sentence begins, from 0: substring(body, start_offset + 1, end_offset - start_offset) is the sentence.';
COMMENT ON COLUMN agreements.end_offset IS 'Character of the body behind its last one.';
COMMENT ON COLUMN agreements.signed_text IS 'The date as printed.';
COMMENT ON COLUMN agreements.statement_id IS 'Key of the statement: of its article, type and parties, the same on every machine.';
COMMENT ON COLUMN agreements.telling_id IS 'Key of all that is said, the words of the sentence included: equal in reprints.';
COMMENT ON COLUMN agreements.vietnamese_entities IS 'Key in the registry of each name in vietnamese_party, in order; NULL for one nobody has registered.';
COMMENT ON COLUMN agreements.foreign_entities IS 'The same for foreign_party; for a government, a ministry or an embassy of a country its ISO code.';
COMMENT ON COLUMN agreements.same_as IS 'The statement that put this one into the agreement; joins statement_id. NULL for the first one.';
COMMENT ON COLUMN agreements.evidence IS 'Why the two are one agreement, in plain English; NULL for the first statement.';
COMMENT ON COLUMN agreements.rule_version IS 'Version of the rules that found the statement.';

CREATE TABLE agreement_redirects (
  agreement_id UUID PRIMARY KEY,
  to_agreement_id UUID NOT NULL,
  CHECK (agreement_id <> to_agreement_id)
);
COMMENT ON TABLE agreement_redirects IS 'One row per agreement that became part of another, or whose first statement is no longer said, so that a key once given out always leads somewhere.';
COMMENT ON COLUMN agreement_redirects.agreement_id IS 'Key that is no longer in agreements.';
COMMENT ON COLUMN agreement_redirects.to_agreement_id IS 'The agreement it is now; joins agreements.agreement_id.';

CREATE TABLE internal.telling_keys (
  key UUID NOT NULL,
  telling_id UUID NOT NULL
);
COMMENT ON TABLE internal.telling_keys IS 'What tellings have in common when they are of one agreement: those that share a key are compared.';
COMMENT ON COLUMN internal.telling_keys.key IS 'Key of a party''s name, an amount, a country and day, or some words of the sentence.';
COMMENT ON COLUMN internal.telling_keys.telling_id IS 'The telling; joins agreements.telling_id.';

CREATE TABLE internal.telling_links (
  telling_a UUID NOT NULL,
  telling_b UUID NOT NULL,
  score INTEGER NOT NULL,
  evidence VARCHAR NOT NULL,
  CHECK (telling_a < telling_b)
);
COMMENT ON TABLE internal.telling_links IS 'Every pair of tellings that may be of one agreement. agreements.agreement_id holds what follows from it.';
COMMENT ON COLUMN internal.telling_links.telling_a IS 'The telling with the smaller key.';
COMMENT ON COLUMN internal.telling_links.telling_b IS 'The other telling.';
COMMENT ON COLUMN internal.telling_links.score IS 'Points for being one agreement.';
COMMENT ON COLUMN internal.telling_links.evidence IS 'What the points are for, in plain English.';

-- When an article was published, else when it was first seen; and the site of its story's original: reprints of one
-- story are one independent voice.
CREATE VIEW internal.voices AS
SELECT
  a.article_id, a.site, coalesce(d.topic, a.topic) AS topic, a.story_id, a.is_original, coalesce(a.published_at, a.first_seen_at) AS told_at,
  a.first_seen_at, a.last_seen_at, o.site AS voice
FROM internal.article AS a
JOIN stories AS s ON s.story_id = a.story_id
JOIN internal.article AS o ON o.article_id = s.original_article_id
LEFT JOIN internal.decided AS d ON d.article_id = a.article_id;
COMMENT ON VIEW internal.voices IS 'One row per article: when it told its news, and whose voice it is.';
COMMENT ON COLUMN internal.voices.article_id IS 'The article.';
COMMENT ON COLUMN internal.voices.site IS 'Site that published it.';
COMMENT ON COLUMN internal.voices.topic IS 'relevant, review or off_topic.';
COMMENT ON COLUMN internal.voices.story_id IS 'Its story.';
COMMENT ON COLUMN internal.voices.is_original IS 'Whether it is its story''s original.';
COMMENT ON COLUMN internal.voices.told_at IS 'When it was published, else when it was first seen.';
COMMENT ON COLUMN internal.voices.first_seen_at IS 'When it was first seen.';
COMMENT ON COLUMN internal.voices.last_seen_at IS 'When it was last seen.';
COMMENT ON COLUMN internal.voices.voice IS 'Site of the original of its story: who says it, whoever reprints it.';

CREATE MACRO internal.stage_rank(stage) AS list_position(['proposed', 'announced', 'signed', 'in_force'], stage);

-- Whether a side names anybody but a country.
CREATE MACRO internal.is_particular(entities) AS
  len(list_filter(entities, lambda entity: entity IS NULL OR NOT regexp_full_match(entity, '[A-Z]{2}'))) > 0;

-- What was told of one field, by agreement. The best value is the one that most independent sites give; before that a
-- body goes before a country and a day before a month; of equals the one told last, as papers correct themselves.
CREATE VIEW internal.told AS
SELECT s.*, v.* EXCLUDE (article_id)
FROM agreements AS s JOIN internal.voices AS v ON v.article_id = s.article_id
WHERE v.topic <> 'off_topic';
COMMENT ON VIEW internal.told IS 'One row per statement of an article on topic, with when it was told and by whom.';
COMMENT ON COLUMN internal.told.agreement_id IS 'Key of the agreement: the statement_id of its statement that was seen first. A key once given out leads on through agreement_redirects.';
COMMENT ON COLUMN internal.told.article_id IS 'The article that says it; joins articles.article_id.';
COMMENT ON COLUMN internal.told.type IS 'mou, agreement, grant_oda, equipment, training, twinning, research, mission, delegation_visit (with an outcome) or other.';
COMMENT ON COLUMN internal.told.stage IS 'How far it is by this statement: proposed, announced, signed, in_force (running or done).';
COMMENT ON COLUMN internal.told.vietnamese_party IS 'The Vietnamese side as named; several names are separated by semicolons.';
COMMENT ON COLUMN internal.told.foreign_party IS 'The partner as named, which may be a body of another Vietnamese province; several names are separated by semicolons.';
COMMENT ON COLUMN internal.told.countries IS 'Countries of the partners, ISO 3166-1 alpha-2; empty for multilaterals or if the text does not tell.';
COMMENT ON COLUMN internal.told.signed_on IS 'First day of the span that signed_precision names; NULL if text and article date do not give the year.';
COMMENT ON COLUMN internal.told.signed_precision IS 'How exactly that is known: day, month, year; day_no_year if the year is not told.';
COMMENT ON COLUMN internal.told.amount IS 'Sum of money that the text ties to this agreement.';
COMMENT ON COLUMN internal.told.currency IS 'Its currency, ISO 4217.';
COMMENT ON COLUMN internal.told.sentence IS 'The sentence that says so, to the letter: body[start_offset:end_offset].';
COMMENT ON COLUMN internal.told.start_offset IS 'Character of the body where the sentence begins, from 0: substring(body, start_offset + 1, end_offset - start_offset) is the sentence.';
COMMENT ON COLUMN internal.told.end_offset IS 'Character of the body behind its last one.';
COMMENT ON COLUMN internal.told.signed_text IS 'The date as printed.';
COMMENT ON COLUMN internal.told.statement_id IS 'Key of the statement: of its article, type and parties, the same on every machine.';
COMMENT ON COLUMN internal.told.telling_id IS 'Key of all that is said, the words of the sentence included: equal in reprints.';
COMMENT ON COLUMN internal.told.vietnamese_entities IS 'Key in the registry of each name in vietnamese_party, in order; NULL for one nobody has registered.';
COMMENT ON COLUMN internal.told.foreign_entities IS 'The same for foreign_party; for a government, a ministry or an embassy of a country its ISO code.';
COMMENT ON COLUMN internal.told.same_as IS 'The statement that put this one into the agreement; joins statement_id. NULL for the first one.';
COMMENT ON COLUMN internal.told.evidence IS 'Why the two are one agreement, in plain English; NULL for the first statement.';
COMMENT ON COLUMN internal.told.rule_version IS 'Version of the rules that found the statement.';
COMMENT ON COLUMN internal.told.site IS 'Site that published it.';
COMMENT ON COLUMN internal.told.topic IS 'relevant or review.';
COMMENT ON COLUMN internal.told.story_id IS 'Its story.';
COMMENT ON COLUMN internal.told.is_original IS 'Whether it is its story''s original.';
COMMENT ON COLUMN internal.told.told_at IS 'When it was published, else when it was first seen.';
COMMENT ON COLUMN internal.told.first_seen_at IS 'When it was first seen.';
COMMENT ON COLUMN internal.told.last_seen_at IS 'When it was last seen.';
COMMENT ON COLUMN internal.told.voice IS 'Site of the original of its story: who says it, whoever reprints it.';

CREATE VIEW internal.told_names AS
SELECT agreement_id, side, list(name ORDER BY particular DESC, voices DESC, told_at, length(name) DESC, name) AS names
FROM (
  SELECT
    agreement_id, side, name, count(DISTINCT voice) AS voices, min(told_at) AS told_at,
    bool_or(internal.is_particular(entities)) AS particular
  FROM (
    SELECT agreement_id, voice, told_at, 'vietnamese' AS side, vietnamese_party AS name, vietnamese_entities AS entities
    FROM internal.told WHERE vietnamese_party IS NOT NULL
    UNION ALL
    SELECT agreement_id, voice, told_at, 'foreign', foreign_party, foreign_entities
    FROM internal.told WHERE foreign_party IS NOT NULL
  )
  GROUP BY agreement_id, side, name
)
GROUP BY agreement_id, side;
COMMENT ON VIEW internal.told_names IS 'One row per agreement and side: the names it goes by, the best first.';
COMMENT ON COLUMN internal.told_names.agreement_id IS 'The agreement.';
COMMENT ON COLUMN internal.told_names.side IS 'vietnamese or foreign.';
COMMENT ON COLUMN internal.told_names.names IS 'The names as told.';

CREATE VIEW internal.told_amounts AS
SELECT
  agreement_id,
  list({'amount': amount, 'currency': currency, 'articles': articles, 'independent_sites': voices}
    ORDER BY voices DESC, told_at DESC, amount DESC) AS amounts
FROM (
  SELECT
    agreement_id, amount, currency, count(DISTINCT article_id) AS articles, count(DISTINCT voice) AS voices,
    max(told_at) AS told_at
  FROM internal.told WHERE amount IS NOT NULL GROUP BY agreement_id, amount, currency
)
GROUP BY agreement_id;
COMMENT ON VIEW internal.told_amounts IS 'One row per agreement with a sum: all sums that were told, the best first.';
COMMENT ON COLUMN internal.told_amounts.agreement_id IS 'The agreement.';
COMMENT ON COLUMN internal.told_amounts.amounts IS 'Each sum, with the articles and independent sites that tell it.';

CREATE VIEW internal.told_dates AS
SELECT
  agreement_id,
  list({'signed_on': signed_on, 'signed_precision': signed_precision, 'articles': articles, 'independent_sites': voices}
    ORDER BY list_position(['day', 'month', 'year'], signed_precision), voices DESC, told_at DESC, signed_on) AS dates
FROM (
  SELECT
    agreement_id, signed_on, signed_precision, count(DISTINCT article_id) AS articles, count(DISTINCT voice) AS voices,
    max(told_at) AS told_at
  FROM internal.told WHERE signed_on IS NOT NULL GROUP BY agreement_id, signed_on, signed_precision
)
GROUP BY agreement_id;
COMMENT ON VIEW internal.told_dates IS 'One row per agreement with a date: all dates that were told, the best first.';
COMMENT ON COLUMN internal.told_dates.agreement_id IS 'The agreement.';
COMMENT ON COLUMN internal.told_dates.dates IS 'Each date, with the articles and independent sites that tell it.';

CREATE VIEW internal.told_types AS
SELECT agreement_id, list(type ORDER BY type = 'other', voices DESC, articles DESC, type) AS types
FROM (
  SELECT agreement_id, type, count(DISTINCT voice) AS voices, count(DISTINCT article_id) AS articles
  FROM internal.told GROUP BY agreement_id, type
)
GROUP BY agreement_id;
COMMENT ON VIEW internal.told_types IS 'One row per agreement: the types it was told as, the best first.';
COMMENT ON COLUMN internal.told_types.agreement_id IS 'The agreement.';
COMMENT ON COLUMN internal.told_types.types IS 'The types; other comes last.';

CREATE VIEW internal.told_stages AS
SELECT
  agreement_id, arg_max(stage, internal.stage_rank(stage)) AS stage,
  list_sort(list_distinct(flatten(list(countries)))) AS countries,
  {'statements': count(*), 'articles': count(DISTINCT article_id), 'independent_sites': count(DISTINCT voice)} AS proofs,
  min(told_at) FILTER (stage = 'proposed') AS proposed_at,
  min(told_at) FILTER (stage = 'announced') AS announced_at,
  min(told_at) FILTER (stage = 'signed') AS signed_at,
  min(told_at) FILTER (stage = 'in_force') AS in_force_at,
  min(told_at) AS first_told_at, max(told_at) AS last_told_at,
  min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
FROM internal.told GROUP BY agreement_id;
COMMENT ON VIEW internal.told_stages IS 'One row per agreement: how far it is, when each stage was first told, and what proves it.';
COMMENT ON COLUMN internal.told_stages.agreement_id IS 'The agreement.';
COMMENT ON COLUMN internal.told_stages.stage IS 'The furthest stage told.';
COMMENT ON COLUMN internal.told_stages.countries IS 'Countries that any statement names.';
COMMENT ON COLUMN internal.told_stages.proofs IS 'How many statements, articles and independent sites.';
COMMENT ON COLUMN internal.told_stages.proposed_at IS 'When it was first told as proposed.';
COMMENT ON COLUMN internal.told_stages.announced_at IS 'When it was first told as announced.';
COMMENT ON COLUMN internal.told_stages.signed_at IS 'When it was first told as signed.';
COMMENT ON COLUMN internal.told_stages.in_force_at IS 'When it was first told as running or done.';
COMMENT ON COLUMN internal.told_stages.first_told_at IS 'When it was first told.';
COMMENT ON COLUMN internal.told_stages.last_told_at IS 'When it was last told.';
COMMENT ON COLUMN internal.told_stages.first_seen_at IS 'When it was first seen.';
COMMENT ON COLUMN internal.told_stages.last_seen_at IS 'When it was last seen.';

-- The proof to show: of the stage it has reached, with the sum that is taken for the best, from an original.
CREATE VIEW internal.best_proofs AS
SELECT
  t.agreement_id, first(t.statement_id ORDER BY
    internal.stage_rank(t.stage) DESC, t.amount IS NOT DISTINCT FROM a.amounts[1].amount DESC, t.is_original DESC,
    t.told_at, t.statement_id) AS statement_id
FROM internal.told AS t
LEFT JOIN internal.told_amounts AS a ON a.agreement_id = t.agreement_id
GROUP BY t.agreement_id;
COMMENT ON VIEW internal.best_proofs IS 'One row per agreement: the statement to show for it.';
COMMENT ON COLUMN internal.best_proofs.agreement_id IS 'The agreement.';
COMMENT ON COLUMN internal.best_proofs.statement_id IS 'Its statement.';

CREATE VIEW ledger AS
SELECT
  s.agreement_id, t.types[1] AS type, s.stage, v.names[1] AS vietnamese_party, f.names[1] AS foreign_party,
  s.countries, d.dates[1].signed_on AS signed_on, d.dates[1].signed_precision AS signed_precision,
  m.amounts[1].amount AS amount, m.amounts[1].currency AS currency, p.sentence, p.article_id, s.proofs,
  list_filter([
    CASE WHEN len(list_distinct(list_transform(m.amounts, lambda one: one.currency))) < len(m.amounts)
      THEN 'amount' END,
    CASE WHEN len(list_distinct(list_transform(d.dates, lambda one: one.signed_precision))) < len(d.dates)
      THEN 'signed_on' END,
    CASE WHEN len(list_filter(t.types, lambda one: one <> 'other')) > 1 THEN 'type' END
  ], lambda field: field IS NOT NULL) AS conflicting,
  coalesce(m.amounts, []) AS amounts, coalesce(d.dates, []) AS dates, t.types,
  coalesce(v.names, []) AS vietnamese_parties, coalesce(f.names, []) AS foreign_parties,
  s.first_told_at, s.last_told_at, s.first_seen_at, s.last_seen_at
FROM internal.told_stages AS s
JOIN internal.told_types AS t ON t.agreement_id = s.agreement_id
JOIN internal.best_proofs AS b ON b.agreement_id = s.agreement_id
JOIN agreements AS p ON p.statement_id = b.statement_id
LEFT JOIN internal.told_names AS v ON v.agreement_id = s.agreement_id AND v.side = 'vietnamese'
LEFT JOIN internal.told_names AS f ON f.agreement_id = s.agreement_id AND f.side = 'foreign'
LEFT JOIN internal.told_amounts AS m ON m.agreement_id = s.agreement_id
LEFT JOIN internal.told_dates AS d ON d.agreement_id = s.agreement_id;
COMMENT ON VIEW ledger IS 'One row per agreement that an article on topic (relevant or review) tells, whoever else tells it: who agreed what with whom, when, for how much, and what proves it. Of each field the value that most independent sites give; the others stand beside it.';
COMMENT ON COLUMN ledger.agreement_id IS 'Key of the agreement; joins agreements.agreement_id.';
COMMENT ON COLUMN ledger.type IS 'mou, agreement, grant_oda, equipment, training, twinning, research, mission, delegation_visit or other.';
COMMENT ON COLUMN ledger.stage IS 'The furthest stage that was told: proposed, announced, signed, in_force.';
COMMENT ON COLUMN ledger.vietnamese_party IS 'The Vietnamese side: a body rather than the country, else as most tell it.';
COMMENT ON COLUMN ledger.foreign_party IS 'The partner, chosen in the same way.';
COMMENT ON COLUMN ledger.countries IS 'Countries of the partners that any statement names, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN ledger.signed_on IS 'First day of the span that signed_precision names: the most exact date told.';
COMMENT ON COLUMN ledger.signed_precision IS 'day, month or year.';
COMMENT ON COLUMN ledger.amount IS 'The sum that most independent sites tell; of equals the one told last.';
COMMENT ON COLUMN ledger.currency IS 'Its currency, ISO 4217.';
COMMENT ON COLUMN ledger.sentence IS 'A sentence that says so, to the letter: of the furthest stage, with that sum if there is one, from an original.';
COMMENT ON COLUMN ledger.article_id IS 'The article that the sentence stands in; joins articles.article_id.';
COMMENT ON COLUMN ledger.proofs IS 'What proves it: statements, articles, and independent sites. Reprints of one story count as one site, that of the original.';
COMMENT ON COLUMN ledger.conflicting IS 'Fields in which the statements contradict each other: amount (two sums in one currency), signed_on, type.';
COMMENT ON COLUMN ledger.amounts IS 'All sums told, the best first, each with its articles and independent sites.';
COMMENT ON COLUMN ledger.dates IS 'All dates told, the best first, each with its articles and independent sites.';
COMMENT ON COLUMN ledger.types IS 'All types it was told as, the best first.';
COMMENT ON COLUMN ledger.vietnamese_parties IS 'All names of the Vietnamese side, the best first.';
COMMENT ON COLUMN ledger.foreign_parties IS 'All names of the partner, the best first.';
COMMENT ON COLUMN ledger.first_told_at IS 'When it was first published, else seen.';
COMMENT ON COLUMN ledger.last_told_at IS 'When it was last published, else seen.';
COMMENT ON COLUMN ledger.first_seen_at IS 'When we first received an article that tells it.';
COMMENT ON COLUMN ledger.last_seen_at IS 'When we last received one.';

CREATE MACRO internal.local_day(moment) AS (moment AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE;

CREATE VIEW pipeline AS
SELECT
  l.agreement_id, l.stage, l.type, l.vietnamese_party, l.foreign_party, l.countries, s.proposed_at, s.announced_at,
  s.signed_at, s.in_force_at,
  CASE WHEN s.signed_at >= least(s.proposed_at, s.announced_at)
    THEN internal.local_day(s.signed_at) - internal.local_day(least(s.proposed_at, s.announced_at))
    END AS days_to_signature
FROM ledger AS l
JOIN internal.told_stages AS s ON s.agreement_id = l.agreement_id;
COMMENT ON VIEW pipeline IS 'One row per agreement, with when each stage was first told: proposed, announced, signed, in force.';
COMMENT ON COLUMN pipeline.agreement_id IS 'Key of the agreement; joins ledger.agreement_id.';
COMMENT ON COLUMN pipeline.stage IS 'The furthest stage that was told.';
COMMENT ON COLUMN pipeline.type IS 'What was agreed.';
COMMENT ON COLUMN pipeline.vietnamese_party IS 'The Vietnamese side.';
COMMENT ON COLUMN pipeline.foreign_party IS 'The partner.';
COMMENT ON COLUMN pipeline.countries IS 'Countries of the partners, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN pipeline.proposed_at IS 'When it was first told as proposed; NULL if it never was.';
COMMENT ON COLUMN pipeline.announced_at IS 'When it was first told as announced.';
COMMENT ON COLUMN pipeline.signed_at IS 'When it was first told as signed.';
COMMENT ON COLUMN pipeline.in_force_at IS 'When it was first told as running or done.';
COMMENT ON COLUMN pipeline.days_to_signature IS 'Days from the first word of it to that of its signature; NULL where one of the two was not told.';

CREATE VIEW country_year_type AS
SELECT
  country, year(coalesce(signed_on, internal.local_day(first_told_at))) AS year, type,
  count(*) AS agreements, count(*) FILTER (stage IN ('signed', 'in_force')) AS signed,
  list_sort(list_distinct(list(foreign_party))) AS partners
FROM (SELECT unnest(countries) AS country, * EXCLUDE (countries) FROM ledger)
GROUP BY ALL;
COMMENT ON VIEW country_year_type IS 'One row per partner country, year and type: how many agreements. One with partners of two countries counts for each.';
COMMENT ON COLUMN country_year_type.country IS 'ISO 3166-1 alpha-2 code; VN for agreements between Vietnamese bodies.';
COMMENT ON COLUMN country_year_type.year IS 'Year of the signature, else in which it was first told (Vietnam time).';
COMMENT ON COLUMN country_year_type.type IS 'What was agreed.';
COMMENT ON COLUMN country_year_type.agreements IS 'Agreements.';
COMMENT ON COLUMN country_year_type.signed IS 'Those of them that are signed or in force.';
COMMENT ON COLUMN country_year_type.partners IS 'The partners.';

CREATE VIEW hospital_partners AS
SELECT
  hospital, foreign_party AS partner, count(*) AS agreements,
  list_sort(list_distinct(flatten(list(countries)))) AS countries, list_sort(list_distinct(list(type))) AS types,
  min(first_told_at) AS first_told_at, max(last_told_at) AS last_told_at
FROM (SELECT trim(unnest(string_split(vietnamese_party, ';'))) AS hospital, * FROM ledger)
WHERE foreign_party IS NOT NULL AND regexp_matches(hospital, '(?i)bệnh viện|\bBV\b|hospital')
GROUP BY hospital, foreign_party;
COMMENT ON VIEW hospital_partners IS 'One row per Vietnamese hospital and partner: what the two have agreed.';
COMMENT ON COLUMN hospital_partners.hospital IS 'The hospital, as the ledger names it.';
COMMENT ON COLUMN hospital_partners.partner IS 'The partner, as the ledger names it.';
COMMENT ON COLUMN hospital_partners.agreements IS 'Agreements between the two.';
COMMENT ON COLUMN hospital_partners.countries IS 'Countries of the partner, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN hospital_partners.types IS 'What was agreed.';
COMMENT ON COLUMN hospital_partners.first_told_at IS 'When the first of it was told.';
COMMENT ON COLUMN hospital_partners.last_told_at IS 'When the last of it was told.';

CREATE VIEW new_this_week AS
SELECT * FROM ledger WHERE first_seen_at >= now() - INTERVAL 7 DAYS;
COMMENT ON VIEW new_this_week IS 'The rows of the ledger that we first heard of in the last seven days; columns as there.';
COMMENT ON COLUMN new_this_week.agreement_id IS 'Key of the agreement; joins agreements.agreement_id.';
COMMENT ON COLUMN new_this_week.type IS 'mou, agreement, grant_oda, equipment, training, twinning, research, mission, delegation_visit or other.';
COMMENT ON COLUMN new_this_week.stage IS 'The furthest stage that was told: proposed, announced, signed, in_force.';
COMMENT ON COLUMN new_this_week.vietnamese_party IS 'The Vietnamese side: a body rather than the country, else as most tell it.';
COMMENT ON COLUMN new_this_week.foreign_party IS 'The partner, chosen in the same way.';
COMMENT ON COLUMN new_this_week.countries IS 'Countries of the partners that any statement names, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN new_this_week.signed_on IS 'First day of the span that signed_precision names: the most exact date told.';
COMMENT ON COLUMN new_this_week.signed_precision IS 'day, month or year.';
COMMENT ON COLUMN new_this_week.amount IS 'The sum that most independent sites tell; of equals the one told last.';
COMMENT ON COLUMN new_this_week.currency IS 'Its currency, ISO 4217.';
COMMENT ON COLUMN new_this_week.sentence IS 'A sentence that says so, to the letter: of the furthest stage, with that sum if there is one, from an original.';
COMMENT ON COLUMN new_this_week.article_id IS 'The article that the sentence stands in; joins articles.article_id.';
COMMENT ON COLUMN new_this_week.proofs IS 'What proves it: statements, articles, and independent sites. Reprints of one story count as one site, that of the original.';
COMMENT ON COLUMN new_this_week.conflicting IS 'Fields in which the statements contradict each other: amount (two sums in one currency), signed_on, type.';
COMMENT ON COLUMN new_this_week.amounts IS 'All sums told, the best first, each with its articles and independent sites.';
COMMENT ON COLUMN new_this_week.dates IS 'All dates told, the best first, each with its articles and independent sites.';
COMMENT ON COLUMN new_this_week.types IS 'All types it was told as, the best first.';
COMMENT ON COLUMN new_this_week.vietnamese_parties IS 'All names of the Vietnamese side, the best first.';
COMMENT ON COLUMN new_this_week.foreign_parties IS 'All names of the partner, the best first.';
COMMENT ON COLUMN new_this_week.first_told_at IS 'When it was first published, else seen.';
COMMENT ON COLUMN new_this_week.last_told_at IS 'When it was last published, else seen.';
COMMENT ON COLUMN new_this_week.first_seen_at IS 'When we first received an article that tells it.';
COMMENT ON COLUMN new_this_week.last_seen_at IS 'When we last received one.';

CREATE VIEW amounts_by_currency AS
SELECT
  currency, count(*) AS agreements, sum(amount) AS total, median(amount) AS median, max(amount) AS largest,
  count(*) FILTER (list_contains(conflicting, 'amount')) AS conflicting
FROM ledger WHERE amount IS NOT NULL
GROUP BY currency;
COMMENT ON VIEW amounts_by_currency IS 'One row per currency: what the agreements of the ledger are worth. Nothing is converted.';
COMMENT ON COLUMN amounts_by_currency.currency IS 'ISO 4217.';
COMMENT ON COLUMN amounts_by_currency.agreements IS 'Agreements with a sum in it.';
COMMENT ON COLUMN amounts_by_currency.total IS 'Their sums together.';
COMMENT ON COLUMN amounts_by_currency.median IS 'The sum in the middle.';
COMMENT ON COLUMN amounts_by_currency.largest IS 'The largest sum.';
COMMENT ON COLUMN amounts_by_currency.conflicting IS 'Agreements about whose sum papers differ.';

CREATE VIEW unknown_parties AS
WITH named AS (
  SELECT trim(unnest(string_split(vietnamese_party, ';'))) AS name, unnest(vietnamese_entities) AS entity,
    'vietnamese' AS side, agreement_id, article_id, sentence, voice, told_at
  FROM internal.told WHERE vietnamese_party IS NOT NULL
  UNION ALL
  SELECT trim(unnest(string_split(foreign_party, ';'))), unnest(foreign_entities), 'foreign', agreement_id, article_id,
    sentence, voice, told_at
  FROM internal.told WHERE foreign_party IS NOT NULL
)
SELECT
  n.name, n.side, count(DISTINCT n.agreement_id) AS agreements, count(DISTINCT n.article_id) AS articles,
  count(DISTINCT n.voice) AS independent_sites, min(n.told_at) AS first_told_at,
  first(n.sentence ORDER BY n.told_at, n.article_id) AS sentence
FROM named AS n
WHERE n.entity IS NULL
GROUP BY n.name, n.side;
COMMENT ON VIEW unknown_parties IS 'One row per party of an agreement that the registry does not know: the queue of names to register, those with most agreements first of all.';
COMMENT ON COLUMN unknown_parties.name IS 'The name as printed.';
COMMENT ON COLUMN unknown_parties.side IS 'vietnamese or foreign.';
COMMENT ON COLUMN unknown_parties.agreements IS 'Agreements that name it.';
COMMENT ON COLUMN unknown_parties.articles IS 'Articles that name it in one.';
COMMENT ON COLUMN unknown_parties.independent_sites IS 'Independent sites among those.';
COMMENT ON COLUMN unknown_parties.first_told_at IS 'When it was first told.';
COMMENT ON COLUMN unknown_parties.sentence IS 'The first sentence that names it.';

CREATE VIEW cooperation AS
WITH named AS (
  SELECT a.story_id,
    list_sort(list_distinct(list(m.entity_id) FILTER (m.kind = 'country' AND m.entity_id <> 'VN'))) AS countries,
    list_sort(list_distinct(list(m.label) FILTER (m.kind IN ('organisation', 'hospital')))) AS organisations
  FROM mentions AS m JOIN internal.article AS a ON a.article_id = m.article_id
  GROUP BY a.story_id
)
SELECT
  a.article_id, a.url, a.canonical_url, a.site, a.language, a.title, a.dek, a.body, a.authors, a.byline,
  a.published_at, a.published_precision, a.published_from, a.modified_at, a.section, a.tags, a.captions,
  a.source_name, a.source_url, a.word_count, a.relevance, a.topic, a.story_id, a.is_original, a.revision,
  a.content_hash, a.first_seen_at, a.last_seen_at, a.reader, a.page_id, a.provenance,
  s.article_count - 1 AS reprint_count, coalesce(n.countries, []::VARCHAR[]) AS countries,
  coalesce(n.organisations, []::VARCHAR[]) AS organisations
FROM articles AS a
JOIN stories AS s ON s.story_id = a.story_id
LEFT JOIN named AS n ON n.story_id = a.story_id
WHERE a.is_original AND a.topic = 'relevant';
COMMENT ON VIEW cooperation IS 'One row per relevant story: its original (or the earliest article we hold), with how often it was reprinted and whom it names.';
COMMENT ON COLUMN cooperation.article_id IS 'Key of the canonical address under which it was first held; the same on every machine.';
COMMENT ON COLUMN cooperation.url IS 'Address it was read at.';
COMMENT ON COLUMN cooperation.canonical_url IS 'Its address in the one form under which it is held: no tracking parameters, no mobile host.';
COMMENT ON COLUMN cooperation.site IS 'Site that published it; joins sites.name.';
COMMENT ON COLUMN cooperation.language IS 'Language of the text: vi, en, another ISO 639-1 code, or und if it cannot be told.';
COMMENT ON COLUMN cooperation.title IS 'Title as published.';
COMMENT ON COLUMN cooperation.dek IS 'The summary under the title (sapo); never repeated in the body.';
COMMENT ON COLUMN cooperation.body IS 'Clean text: paragraphs separated by one blank line. No title, dek, byline, captions or related links.';
COMMENT ON COLUMN cooperation.authors IS 'Names of the authors.';
COMMENT ON COLUMN cooperation.byline IS 'The author line as printed.';
COMMENT ON COLUMN cooperation.published_at IS 'When it was published: the start of the span that published_precision names. NULL if the page does not say.';
COMMENT ON COLUMN cooperation.published_precision IS 'How exactly that is known: second, minute, day, month, year.';
COMMENT ON COLUMN cooperation.published_from IS 'Where on the page the time was read.';
COMMENT ON COLUMN cooperation.modified_at IS 'When the publisher says it was last changed.';
COMMENT ON COLUMN cooperation.section IS 'Section of the site.';
COMMENT ON COLUMN cooperation.tags IS 'Tags given by the publisher.';
COMMENT ON COLUMN cooperation.captions IS 'Captions of its pictures.';
COMMENT ON COLUMN cooperation.source_name IS 'Whom the article names as its source.';
COMMENT ON COLUMN cooperation.source_url IS 'Address the article names as its source.';
COMMENT ON COLUMN cooperation.word_count IS 'Words in the body, separated by white space (in Vietnamese: syllables).';
COMMENT ON COLUMN cooperation.relevance IS 'How surely it is about health cooperation with Vietnam, 0 to 1.';
COMMENT ON COLUMN cooperation.topic IS 'relevant, review (a person should look) or off_topic.';
COMMENT ON COLUMN cooperation.story_id IS 'Story it belongs to; joins stories.story_id.';
COMMENT ON COLUMN cooperation.is_original IS 'Whether it is its story''s original. WHERE is_original counts every story once.';
COMMENT ON COLUMN cooperation.revision IS 'Number of the version shown; earlier ones are in revisions.';
COMMENT ON COLUMN cooperation.content_hash IS 'Key of the words of the body; equal keys, equal texts.';
COMMENT ON COLUMN cooperation.first_seen_at IS 'When we first received it.';
COMMENT ON COLUMN cooperation.last_seen_at IS 'When we last received it.';
COMMENT ON COLUMN cooperation.reader IS 'Reader and version that read it.';
COMMENT ON COLUMN cooperation.page_id IS 'The archived page it was read from; joins pages.page_id.';
COMMENT ON COLUMN cooperation.provenance IS 'Where each field was read, as a JSON object of field and place.';
COMMENT ON COLUMN cooperation.reprint_count IS 'How many articles repeat it.';
COMMENT ON COLUMN cooperation.countries IS 'Partner countries that it or a reprint names, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN cooperation.organisations IS 'Organisations and hospitals that it or a reprint names.';

-- Between reprints a figure differs where both count the same thing and each has a number that the other has not.
CREATE VIEW figure_watch AS
WITH figures AS (
  SELECT article_id, coalesce(unit, '') AS unit, list_sort(list_distinct(list(value))) AS numbers
  FROM mentions WHERE kind IN ('amount', 'figure') AND value IS NOT NULL
  GROUP BY ALL
), pairs AS (
  SELECT
    r.article_id, r.of_article_id, copy.unit,
    list_filter(original.numbers, lambda one: NOT list_contains(copy.numbers, one)) AS before,
    list_filter(copy.numbers, lambda one: NOT list_contains(original.numbers, one)) AS after,
    r.relation, r.evidence
  FROM reprints AS r
  JOIN figures AS copy ON copy.article_id = r.article_id
  JOIN figures AS original ON original.article_id = r.of_article_id AND original.unit = copy.unit
  WHERE r.relation IN ('same_article', 'rewrite')
)
SELECT
  'reprint' AS kind, p.article_id, p.of_article_id, p.unit,
  list_transform(p.before, lambda one: format('{:.12g}', one)) AS before,
  list_transform(p.after, lambda one: format('{:.12g}', one)) AS after, a.first_seen_at AS seen_at, p.evidence
FROM pairs AS p JOIN internal.article AS a ON a.article_id = p.article_id
WHERE len(p.before) > 0 AND len(p.after) > 0
UNION ALL
SELECT 'revision', v.article_id, v.article_id, NULL, v.figures_before, v.figures_after, v.seen_at, v.diff
FROM revisions AS v WHERE v.figures_before IS NOT NULL;
COMMENT ON VIEW figure_watch IS 'One row per figure that is told differently: by a reprint (or rewrite) than by the article it repeats, or by a later version of an article than before.';
COMMENT ON COLUMN figure_watch.kind IS 'reprint or revision.';
COMMENT ON COLUMN figure_watch.article_id IS 'The article that tells it otherwise; joins articles.article_id.';
COMMENT ON COLUMN figure_watch.of_article_id IS 'The article that is repeated; of a revision the article itself.';
COMMENT ON COLUMN figure_watch.unit IS 'Currency or what is counted; NULL for revisions, where any figure counts.';
COMMENT ON COLUMN figure_watch.before IS 'Numbers that only the repeated article, or the earlier version, has.';
COMMENT ON COLUMN figure_watch.after IS 'Numbers that only the other one has.';
COMMENT ON COLUMN figure_watch.seen_at IS 'When it was first seen so.';
COMMENT ON COLUMN figure_watch.evidence IS 'Why the one repeats the other; for a revision the words that changed.';

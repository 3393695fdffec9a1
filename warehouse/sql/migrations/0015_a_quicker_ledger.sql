-- The ledger for less. Statements are joined with their articles once, not seven times, and only agreements that several
-- statements tell are put together: nearly all are told by one, which needs no sorting.

CREATE VIEW internal.bargains AS
WITH told AS MATERIALIZED (
  SELECT
    agreement_id, article_id, statement_id, type, stage, vietnamese_party, foreign_party, countries, signed_on,
    signed_precision, amount, currency, sentence, vietnamese_entities, foreign_entities, is_original, told_at,
    first_seen_at, last_seen_at, voice, count(*) OVER (PARTITION BY agreement_id) AS statements
  FROM internal.told
), many AS MATERIALIZED (
  SELECT * FROM told WHERE statements > 1
), sides AS (
  SELECT agreement_id, voice, told_at, 'vietnamese' AS side, vietnamese_party AS name, vietnamese_entities AS entities
  FROM many WHERE vietnamese_party IS NOT NULL
  UNION ALL
  SELECT agreement_id, voice, told_at, 'foreign', foreign_party, foreign_entities
  FROM many WHERE foreign_party IS NOT NULL
), names AS MATERIALIZED (
  SELECT agreement_id, side, list(name ORDER BY particular DESC, voices DESC, told_at, length(name) DESC, name) AS names
  FROM (
    SELECT
      agreement_id, side, name, count(DISTINCT voice) AS voices, min(told_at) AS told_at,
      bool_or(internal.is_particular(entities)) AS particular
    FROM sides GROUP BY agreement_id, side, name
  )
  GROUP BY agreement_id, side
), amounts AS MATERIALIZED (
  SELECT
    agreement_id,
    list({'amount': amount, 'currency': currency, 'articles': articles, 'independent_sites': voices}
      ORDER BY voices DESC, told_at DESC, amount DESC) AS amounts
  FROM (
    SELECT
      agreement_id, amount, currency, count(DISTINCT article_id) AS articles, count(DISTINCT voice) AS voices,
      max(told_at) AS told_at
    FROM many WHERE amount IS NOT NULL GROUP BY agreement_id, amount, currency
  )
  GROUP BY agreement_id
), dates AS (
  SELECT
    agreement_id,
    list({'signed_on': signed_on, 'signed_precision': signed_precision, 'articles': articles, 'independent_sites': voices}
      ORDER BY list_position(['day', 'month', 'year'], signed_precision), voices DESC, told_at DESC, signed_on) AS dates
  FROM (
    SELECT
      agreement_id, signed_on, signed_precision, count(DISTINCT article_id) AS articles,
      count(DISTINCT voice) AS voices, max(told_at) AS told_at
    FROM many WHERE signed_on IS NOT NULL GROUP BY agreement_id, signed_on, signed_precision
  )
  GROUP BY agreement_id
), types AS (
  SELECT agreement_id, list(type ORDER BY type = 'other', voices DESC, articles DESC, type) AS types
  FROM (
    SELECT agreement_id, type, count(DISTINCT voice) AS voices, count(DISTINCT article_id) AS articles
    FROM many GROUP BY agreement_id, type
  )
  GROUP BY agreement_id
), stages AS (
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
  FROM many GROUP BY agreement_id
-- The proof to show: of the stage it has reached, with the sum that is taken for the best, from an original.
), best AS (
  SELECT m.agreement_id, m.sentence, m.article_id
  FROM many AS m
  LEFT JOIN amounts AS a ON a.agreement_id = m.agreement_id
  QUALIFY row_number() OVER (PARTITION BY m.agreement_id ORDER BY
    internal.stage_rank(m.stage) DESC, m.amount IS NOT DISTINCT FROM a.amounts[1].amount DESC, m.is_original DESC,
    m.told_at, m.statement_id) = 1
)
SELECT
  agreement_id, type, stage, vietnamese_party, foreign_party, list_sort(list_distinct(countries)) AS countries,
  signed_on, CASE WHEN signed_on IS NOT NULL THEN signed_precision END AS signed_precision, amount,
  CASE WHEN amount IS NOT NULL THEN currency END AS currency, sentence, article_id,
  {'statements': 1::BIGINT, 'articles': 1::BIGINT, 'independent_sites': 1::BIGINT} AS proofs,
  []::VARCHAR[] AS conflicting,
  CASE WHEN amount IS NULL THEN [] ELSE [{'amount': amount, 'currency': currency, 'articles': 1::BIGINT,
    'independent_sites': 1::BIGINT}] END AS amounts,
  CASE WHEN signed_on IS NULL THEN [] ELSE [{'signed_on': signed_on, 'signed_precision': signed_precision,
    'articles': 1::BIGINT, 'independent_sites': 1::BIGINT}] END AS dates,
  [type] AS types, CASE WHEN vietnamese_party IS NULL THEN [] ELSE [vietnamese_party] END AS vietnamese_parties,
  CASE WHEN foreign_party IS NULL THEN [] ELSE [foreign_party] END AS foreign_parties, told_at AS first_told_at,
  told_at AS last_told_at, first_seen_at, last_seen_at, CASE WHEN stage = 'proposed' THEN told_at END AS proposed_at,
  CASE WHEN stage = 'announced' THEN told_at END AS announced_at,
  CASE WHEN stage = 'signed' THEN told_at END AS signed_at,
  CASE WHEN stage = 'in_force' THEN told_at END AS in_force_at
FROM told WHERE statements = 1
UNION ALL BY NAME
SELECT
  s.agreement_id, t.types[1] AS type, s.stage, v.names[1] AS vietnamese_party, f.names[1] AS foreign_party,
  s.countries, d.dates[1].signed_on AS signed_on, d.dates[1].signed_precision AS signed_precision,
  m.amounts[1].amount AS amount, m.amounts[1].currency AS currency, b.sentence, b.article_id, s.proofs,
  list_filter([
    CASE WHEN len(list_distinct(list_transform(m.amounts, lambda one: one.currency))) < len(m.amounts)
      THEN 'amount' END,
    CASE WHEN len(list_distinct(list_transform(d.dates, lambda one: one.signed_precision))) < len(d.dates)
      THEN 'signed_on' END,
    CASE WHEN len(list_filter(t.types, lambda one: one <> 'other')) > 1 THEN 'type' END
  ], lambda field: field IS NOT NULL) AS conflicting,
  coalesce(m.amounts, []) AS amounts, coalesce(d.dates, []) AS dates, t.types,
  coalesce(v.names, []) AS vietnamese_parties, coalesce(f.names, []) AS foreign_parties,
  s.first_told_at, s.last_told_at, s.first_seen_at, s.last_seen_at, s.proposed_at, s.announced_at, s.signed_at,
  s.in_force_at
FROM stages AS s
JOIN types AS t ON t.agreement_id = s.agreement_id
JOIN best AS b ON b.agreement_id = s.agreement_id
LEFT JOIN names AS v ON v.agreement_id = s.agreement_id AND v.side = 'vietnamese'
LEFT JOIN names AS f ON f.agreement_id = s.agreement_id AND f.side = 'foreign'
LEFT JOIN amounts AS m ON m.agreement_id = s.agreement_id
LEFT JOIN dates AS d ON d.agreement_id = s.agreement_id;
COMMENT ON VIEW internal.bargains IS 'One row per agreement that an article on topic tells: what ledger and pipeline show of it.';
COMMENT ON COLUMN internal.bargains.agreement_id IS 'Key of the agreement; joins agreements.agreement_id.';
COMMENT ON COLUMN internal.bargains.type IS 'mou, agreement, grant_oda, equipment, training, twinning, research, mission, delegation_visit or other.';
COMMENT ON COLUMN internal.bargains.stage IS 'The furthest stage that was told: proposed, announced, signed, in_force.';
COMMENT ON COLUMN internal.bargains.vietnamese_party IS 'The Vietnamese side: a body rather than the country, else as most tell it.';
COMMENT ON COLUMN internal.bargains.foreign_party IS 'The partner, chosen in the same way.';
COMMENT ON COLUMN internal.bargains.countries IS 'Countries of the partners that any statement names, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN internal.bargains.signed_on IS 'First day of the span that signed_precision names: the most exact date told.';
COMMENT ON COLUMN internal.bargains.signed_precision IS 'day, month or year.';
COMMENT ON COLUMN internal.bargains.amount IS 'The sum that most independent sites tell; of equals the one told last.';
COMMENT ON COLUMN internal.bargains.currency IS 'Its currency, ISO 4217.';
COMMENT ON COLUMN internal.bargains.sentence IS 'A sentence that says so, to the letter: of the furthest stage, with that sum if there is one, from an original.';
COMMENT ON COLUMN internal.bargains.article_id IS 'The article that the sentence stands in; joins articles.article_id.';
COMMENT ON COLUMN internal.bargains.proofs IS 'What proves it: statements, articles, and independent sites. Reprints of one story count as one site, that of the original.';
COMMENT ON COLUMN internal.bargains.conflicting IS 'Fields in which the statements contradict each other: amount (two sums in one currency), signed_on, type.';
COMMENT ON COLUMN internal.bargains.amounts IS 'All sums told, the best first, each with its articles and independent sites.';
COMMENT ON COLUMN internal.bargains.dates IS 'All dates told, the best first, each with its articles and independent sites.';
COMMENT ON COLUMN internal.bargains.types IS 'All types it was told as, the best first.';
COMMENT ON COLUMN internal.bargains.vietnamese_parties IS 'All names of the Vietnamese side, the best first.';
COMMENT ON COLUMN internal.bargains.foreign_parties IS 'All names of the partner, the best first.';
COMMENT ON COLUMN internal.bargains.first_told_at IS 'When it was first published, else seen.';
COMMENT ON COLUMN internal.bargains.last_told_at IS 'When it was last published, else seen.';
COMMENT ON COLUMN internal.bargains.first_seen_at IS 'When we first received an article that tells it.';
COMMENT ON COLUMN internal.bargains.last_seen_at IS 'When we last received one.';
COMMENT ON COLUMN internal.bargains.proposed_at IS 'When it was first told as proposed.';
COMMENT ON COLUMN internal.bargains.announced_at IS 'When it was first told as announced.';
COMMENT ON COLUMN internal.bargains.signed_at IS 'When it was first told as signed.';
COMMENT ON COLUMN internal.bargains.in_force_at IS 'When it was first told as running or done.';

CREATE OR REPLACE VIEW ledger AS
SELECT
  agreement_id, type, stage, vietnamese_party, foreign_party, countries, signed_on, signed_precision, amount, currency,
  sentence, article_id, proofs, conflicting, amounts, dates, types, vietnamese_parties, foreign_parties, first_told_at,
  last_told_at, first_seen_at, last_seen_at
FROM internal.bargains;
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

CREATE OR REPLACE VIEW pipeline AS
SELECT
  agreement_id, stage, type, vietnamese_party, foreign_party, countries, proposed_at, announced_at, signed_at,
  in_force_at,
  CASE WHEN signed_at >= least(proposed_at, announced_at)
    THEN internal.local_day(signed_at) - internal.local_day(least(proposed_at, announced_at)) END AS days_to_signature
FROM internal.bargains;
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

DROP VIEW internal.best_proofs;
DROP VIEW internal.told_stages;
DROP VIEW internal.told_types;
DROP VIEW internal.told_dates;
DROP VIEW internal.told_amounts;
DROP VIEW internal.told_names;

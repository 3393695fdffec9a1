-- statements_of_tellings
-- The statements of some tellings, with what is known of their articles, in the order of warehouse.telling.Statement up
-- to its marks.
SELECT
  s.statement_id, s.telling_id, s.agreement_id, s.article_id, a.language, s.type, s.countries, s.vietnamese_party,
  s.foreign_party, s.vietnamese_entities, s.foreign_entities, s.signed_on, s.signed_precision, s.amount, s.currency,
  s.sentence, s.start_offset, a.published_at, a.first_seen_at, s.same_as, s.evidence
FROM agreements AS s
JOIN internal.article AS a ON a.article_id = s.article_id
WHERE s.telling_id IN (SELECT unnest(?));

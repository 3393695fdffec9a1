-- statements_of_tellings
-- The statements of some tellings, with what is known of their articles, in the order of warehouse.telling.Statement;
-- `figures`: the numbers of the article that are neither years nor so small that any article has them;
-- `bodies`: the organisations and hospitals that it names and that nobody has registered: the others are in any news.
WITH asked AS (
  SELECT * FROM agreements WHERE telling_id IN (SELECT unnest(?))
), named AS (
  SELECT
    article_id,
    list(DISTINCT value ORDER BY value) FILTER (
      kind IN ('amount', 'figure') AND value > 10 AND NOT (value BETWEEN 1900 AND 2100 AND value = floor(value))
    ) AS figures,
    list(DISTINCT label ORDER BY label) FILTER (kind IN ('organisation', 'hospital') AND entity_id IS NULL) AS bodies
  FROM mentions
  WHERE article_id IN (SELECT article_id FROM asked)
  GROUP BY article_id
)
SELECT
  s.statement_id, s.telling_id, s.agreement_id, s.article_id, a.language, s.type, s.countries, s.vietnamese_party,
  s.foreign_party, s.vietnamese_entities, s.foreign_entities, s.signed_on, s.signed_precision, s.amount, s.currency,
  s.sentence, s.start_offset, a.published_at, a.first_seen_at,
  coalesce(n.figures, []::DOUBLE[]), coalesce(n.bodies, []::VARCHAR[]), s.same_as, s.evidence
FROM asked AS s
JOIN internal.article AS a ON a.article_id = s.article_id
LEFT JOIN named AS n ON n.article_id = s.article_id;

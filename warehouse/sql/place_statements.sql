-- place_statements
-- Statements that belong to another agreement than was thought, or for another reason.
UPDATE agreements AS s
SET agreement_id = t.agreement_id, same_as = t.same_as, evidence = t.evidence
FROM (
  SELECT unnest($statement_ids) AS statement_id, unnest($agreement_ids) AS agreement_id, unnest($same_as) AS same_as,
    unnest($evidence) AS evidence
) AS t
WHERE s.statement_id = t.statement_id;

-- misplaced
-- Statements in the wrong agreement, and keys of agreements that lead nowhere.
SELECT 'an agreement without its first statement' AS fault, s.agreement_id
FROM agreements AS s ANTI JOIN agreements AS f ON f.statement_id = s.agreement_id AND f.agreement_id = s.agreement_id
UNION
SELECT 'a statement without a reason', s.agreement_id
FROM agreements AS s
WHERE (s.statement_id = s.agreement_id) = (s.same_as IS NOT NULL AND s.evidence IS NOT NULL)
UNION
SELECT 'a statement put there by one of another agreement', s.agreement_id
FROM agreements AS s LEFT JOIN agreements AS o ON o.statement_id = s.same_as
WHERE s.same_as IS NOT NULL AND o.agreement_id IS DISTINCT FROM s.agreement_id
UNION
SELECT 'a redirect that leads nowhere', r.agreement_id
FROM agreement_redirects AS r ANTI JOIN agreements AS s ON s.agreement_id = r.to_agreement_id
UNION
SELECT 'a redirect from an agreement that stands', r.agreement_id
FROM agreement_redirects AS r SEMI JOIN agreements AS s ON s.agreement_id = r.agreement_id
ORDER BY ALL;

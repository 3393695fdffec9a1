-- An agreement has the key of its first statement, and every other one of it is there because of one of the same.
SELECT 'agreements', s.statement_id, 'agreement_id', s.agreement_id::VARCHAR, 'the key of a first statement'
FROM agreements AS s
LEFT JOIN agreements AS f ON f.statement_id = s.agreement_id AND f.agreement_id = s.agreement_id
WHERE f.statement_id IS NULL
UNION ALL
SELECT 'agreements', s.statement_id, 'same_as', coalesce(s.same_as::VARCHAR, 'nothing'),
  CASE WHEN s.statement_id = s.agreement_id THEN 'nothing' ELSE 'a statement of the agreement, with evidence' END
FROM agreements AS s
LEFT JOIN agreements AS o ON o.statement_id = s.same_as AND o.agreement_id = s.agreement_id
WHERE CASE WHEN s.statement_id = s.agreement_id THEN s.same_as IS NOT NULL OR s.evidence IS NOT NULL
  ELSE o.statement_id IS NULL OR s.evidence IS NULL END;

-- An agreement's key that was given out once leads to an agreement that is there.
SELECT 'agreement_redirects', r.agreement_id, 'to_agreement_id', r.to_agreement_id,
  CASE WHEN living.agreement_id IS NULL THEN 'no such agreement' ELSE 'none: the agreement itself is there' END
FROM agreement_redirects AS r
LEFT JOIN (SELECT DISTINCT agreement_id FROM agreements) AS living ON living.agreement_id = r.to_agreement_id
LEFT JOIN (SELECT DISTINCT agreement_id FROM agreements) AS own ON own.agreement_id = r.agreement_id
WHERE living.agreement_id IS NULL OR own.agreement_id IS NOT NULL;

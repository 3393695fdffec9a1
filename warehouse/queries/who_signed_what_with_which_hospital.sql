-- Which partners signed what with which hospitals, when, for how much, and where is the sentence that says so?
SELECT
  l.vietnamese_party AS hospital, l.foreign_party AS partner, l.countries, l.type, l.signed_on, l.amount, l.currency,
  l.sentence, a.url
FROM ledger AS l
JOIN articles AS a ON a.article_id = l.article_id
WHERE l.stage IN ('signed', 'in_force') AND regexp_matches(l.vietnamese_party, '(?i)bệnh viện|hospital')
ORDER BY l.signed_on DESC NULLS LAST, hospital;

-- Why are these statements one agreement: what do they have in common?
SELECT
  l.vietnamese_party, l.foreign_party, a.site, other.site AS same_as_site, s.evidence, s.sentence
FROM agreements AS s
JOIN ledger AS l ON l.agreement_id = s.agreement_id
JOIN articles AS a ON a.article_id = s.article_id
JOIN agreements AS o ON o.statement_id = s.same_as
JOIN articles AS other ON other.article_id = o.article_id
ORDER BY l.vietnamese_party, l.foreign_party, a.site, s.start_offset;

-- About which agreements do papers differ in the sum, and who says what?
SELECT
  l.vietnamese_party, l.foreign_party, s.amount, s.currency, list_sort(list(DISTINCT a.site)) AS sites
FROM ledger AS l
JOIN agreements AS s ON s.agreement_id = l.agreement_id
JOIN articles AS a ON a.article_id = s.article_id
WHERE list_contains(l.conflicting, 'amount') AND s.amount IS NOT NULL
GROUP BY ALL
ORDER BY l.vietnamese_party, len(sites) DESC, s.amount;

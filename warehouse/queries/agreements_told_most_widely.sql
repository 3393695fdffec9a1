-- Which agreements do most independent papers tell, each with how many articles and in which languages?
SELECT
  l.vietnamese_party, l.foreign_party, l.type, l.stage, l.proofs.independent_sites AS independent_sites,
  l.proofs.articles AS articles, list_sort(list_distinct(list(a.language))) AS languages
FROM ledger AS l
JOIN agreements AS s ON s.agreement_id = l.agreement_id
JOIN articles AS a ON a.article_id = s.article_id
GROUP BY ALL
ORDER BY independent_sites DESC, articles DESC, l.vietnamese_party, l.foreign_party, l.type, l.stage
LIMIT 20;

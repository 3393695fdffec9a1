-- entries
-- The ledger, the newest first, of one country and since some moment if asked for; in the order of warehouse.entries.Entry.
SELECT
  agreement_id, type, stage, vietnamese_party, foreign_party, countries, signed_on, signed_precision, amount, currency,
  proofs.articles, proofs.independent_sites, conflicting, amounts, dates, vietnamese_parties, foreign_parties,
  first_told_at, last_told_at
FROM ledger
WHERE ($country IS NULL OR list_contains(countries, $country))
  AND ($since IS NULL OR last_told_at >= $since)
ORDER BY last_told_at DESC, agreement_id;

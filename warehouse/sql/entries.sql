-- entries
-- The ledger, the newest first, of one country, of parties with some names and since some moment if asked for, and how many
-- there are in all; in the order of warehouse.entries.Entry.
SELECT
  agreement_id, type, stage, vietnamese_party, foreign_party, countries, signed_on, signed_precision, amount, currency,
  proofs.articles, proofs.independent_sites, conflicting, amounts, dates, vietnamese_parties, foreign_parties,
  first_told_at, last_told_at, count(*) OVER () AS found
FROM ledger
WHERE ($country IS NULL OR list_contains(countries, $country))
  AND ($since IS NULL OR last_told_at >= $since)
  AND ($names IS NULL OR list_has_any(vietnamese_parties, $names) OR list_has_any(foreign_parties, $names))
ORDER BY last_told_at DESC, agreement_id
LIMIT $most;

-- Which agreements did we first hear of in the last seven days?
SELECT first_seen_at, type, stage, vietnamese_party, foreign_party, countries, amount, currency
FROM new_this_week
ORDER BY first_seen_at DESC, vietnamese_party, foreign_party;

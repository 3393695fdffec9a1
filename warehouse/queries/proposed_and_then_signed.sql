-- What was proposed or announced and later signed, and how many days lay between the two reports?
SELECT vietnamese_party, foreign_party, type, least(proposed_at, announced_at) AS first_word, signed_at, days_to_signature
FROM pipeline
WHERE days_to_signature IS NOT NULL
ORDER BY signed_at DESC, vietnamese_party;

-- What was proposed or announced and never reported as signed, the oldest first?
SELECT vietnamese_party, foreign_party, type, stage, least(proposed_at, announced_at) AS first_word
FROM pipeline
WHERE stage IN ('proposed', 'announced')
ORDER BY first_word, vietnamese_party;

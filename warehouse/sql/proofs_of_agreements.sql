-- proofs_of_agreements
-- What is said of some agreements and where, the first to say it first.
SELECT
  s.agreement_id, v.site, v.voice, a.url, v.told_at, s.stage, s.amount, s.currency, s.sentence, s.start_offset,
  s.end_offset, s.evidence
FROM agreements AS s
JOIN internal.voices AS v ON v.article_id = s.article_id
JOIN internal.article AS a ON a.article_id = s.article_id
WHERE s.agreement_id IN (SELECT unnest(?)) AND v.topic <> 'off_topic'
ORDER BY v.told_at, v.site, s.start_offset;

-- What is stored of how alike some texts are to any others.
WITH wanted AS (SELECT unnest(?) AS text_id)
SELECT
  text_a, text_b, containment, jaccard, fine, coverage, figures, length, run, shared_words, shared_run, shingles,
  rule_version
FROM internal.likenesses
WHERE text_a IN (SELECT text_id FROM wanted) OR text_b IN (SELECT text_id FROM wanted);

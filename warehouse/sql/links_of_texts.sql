-- links_of_texts
-- How alike some texts are to others.
WITH wanted AS (SELECT unnest(?) AS text_id)
SELECT text_a, text_b, containment, jaccard, fine, coverage, figures, length, run, shared_words,
  shared_run, shingles
FROM internal.likenesses
WHERE text_a IN (SELECT text_id FROM wanted) OR text_b IN (SELECT text_id FROM wanted);

-- What is stored of who repeats whom, of some articles on either side.
WITH concerned AS (SELECT unnest(?) AS id)
SELECT
  article_id, of_article_id, relation, containment, jaccard, figures_agree, evidence, rule_version, fine_containment,
  coverage, figures, shared_run, shared_words
FROM reprints
WHERE article_id IN (SELECT id FROM concerned) OR of_article_id IN (SELECT id FROM concerned);

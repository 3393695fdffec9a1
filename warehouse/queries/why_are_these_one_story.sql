-- Why are these articles one story, or linked to another: which words do they share, and do their figures agree?
SELECT
  r.relation, copy.site AS reprinter, original.site AS of_site, original.title,
  round(r.containment, 2) AS containment, round(r.jaccard, 2) AS jaccard, round(r.figures, 2) AS figures,
  r.shared_words, r.shared_run, r.evidence, r.rule_version
FROM reprints AS r
JOIN articles AS copy ON copy.article_id = r.article_id
JOIN articles AS original ON original.article_id = r.of_article_id
ORDER BY original.story_id, r.relation, copy.first_seen_at, reprinter;

-- Which stories were carried by the most sites, and who had them first?
SELECT a.title, a.site AS first_at, s.site_count, s.article_count, s.original_confidence, s.original_evidence
FROM stories AS s
JOIN articles AS a ON a.article_id = s.original_article_id
WHERE s.article_count > 1
ORDER BY s.site_count DESC, s.article_count DESC, a.title
LIMIT 20;

-- overdue_articles
-- Some of the articles whose texts were last compared by other rules than today's, and their stories.
SELECT DISTINCT a.article_id, a.story_id
FROM internal.article_texts AS t
JOIN internal.article AS a ON a.article_id = t.article_id
WHERE t.rules IS DISTINCT FROM $rules
LIMIT $most;

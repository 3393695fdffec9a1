-- overdue_articles
-- Some of the articles whose texts were last compared by other rules than today's, and their stories.
SELECT article_id, story_id
FROM internal.article
WHERE article_id IN (
  SELECT DISTINCT article_id FROM internal.article_texts WHERE rules IS DISTINCT FROM $rules LIMIT $most
);

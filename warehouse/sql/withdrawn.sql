-- Articles, of some, that no page stands for any more, and their stories.
SELECT article_id, story_id FROM internal.article
WHERE article_id IN (SELECT unnest(?))
  AND article_id NOT IN (SELECT article_id FROM internal.verdicts WHERE article_id IS NOT NULL);

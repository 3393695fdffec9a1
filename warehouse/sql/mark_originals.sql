-- Carry each story's decision into its articles, where it differs.
UPDATE internal.article AS a
SET is_original = (a.article_id = s.original_article_id)
FROM stories AS s
WHERE a.story_id = s.story_id AND a.story_id IN (SELECT unnest(?))
  AND a.is_original <> (a.article_id = s.original_article_id);

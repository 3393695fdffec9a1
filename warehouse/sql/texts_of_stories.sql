-- texts_of_stories
-- The texts of all articles of some stories.
SELECT DISTINCT t.text_id
FROM internal.article AS a
JOIN internal.article_texts AS t ON t.article_id = a.article_id
WHERE a.story_id IN (SELECT unnest(?));

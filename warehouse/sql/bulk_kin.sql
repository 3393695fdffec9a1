-- bulk_kin
-- Articles of the plain readings whose text another article has too, or is alike to another text: they may share a story.
SELECT article_id, story_id, text_id
FROM staged SEMI JOIN plain USING (page_id)
WHERE text_id IN (SELECT unnest($alike)) OR text_id IN (
  SELECT text_id FROM internal.article_texts SEMI JOIN staged USING (text_id) GROUP BY text_id HAVING count(*) > 1
);

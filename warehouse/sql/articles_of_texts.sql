-- articles_of_texts
-- The articles that have one of some texts, each with all its texts.
SELECT article_id, text_id
FROM internal.article_texts
WHERE article_id IN (SELECT article_id FROM internal.article_texts WHERE text_id IN (SELECT unnest(?)));

-- texts_of_articles
-- The texts that some articles had when last looked at.
SELECT article_id, text_id, site FROM internal.article_texts WHERE article_id IN (SELECT unnest(?));

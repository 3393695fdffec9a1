-- texts_of_articles
-- The texts that some articles had when last looked at, and the rules of that time.
SELECT article_id, text_id, site, rules FROM internal.article_texts WHERE article_id IN (SELECT unnest(?));

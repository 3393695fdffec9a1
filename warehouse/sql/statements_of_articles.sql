-- statements_of_articles
-- What some articles were last known to say.
SELECT statement_id, telling_id, agreement_id, article_id, sentence FROM agreements
WHERE article_id IN (SELECT unnest(?));

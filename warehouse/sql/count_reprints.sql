-- count_reprints
-- How many of some articles repeat another one of their story.
SELECT count(*) FROM reprints WHERE relation = 'same_article' AND article_id IN (SELECT unnest(?));

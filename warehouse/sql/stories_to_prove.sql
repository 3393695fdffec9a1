-- Stories: all, or those of some articles.
SELECT DISTINCT story_id FROM internal.article
WHERE $articles IS NULL OR article_id IN (SELECT unnest($articles::UUID[]));

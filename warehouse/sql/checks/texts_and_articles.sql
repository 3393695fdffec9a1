-- Every text that is compared with others belongs to an article that is there.
SELECT 'internal.article_texts', t.article_id, 'article_id', t.article_id, 'no such article'
FROM internal.article_texts AS t
ANTI JOIN internal.article AS a ON a.article_id = t.article_id;

-- Every address that an article moved to leads to an article that is there, and is not an article of its own.
SELECT 'internal.moves', m.moved_id, 'article_id', m.article_id,
  CASE WHEN a.article_id IS NULL THEN 'no such article' ELSE 'the new address is an article of its own' END
FROM internal.moves AS m
LEFT JOIN internal.article AS a ON a.article_id = m.article_id
LEFT JOIN internal.article AS own ON own.article_id = m.moved_id
WHERE a.article_id IS NULL OR own.article_id IS NOT NULL;

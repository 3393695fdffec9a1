-- Every story has exactly one original, it is one of its articles, and it alone says so of itself.
SELECT 'articles', a.article_id::VARCHAR, 'is_original', a.is_original::VARCHAR, (a.article_id = s.original_article_id)::VARCHAR
FROM internal.article AS a
JOIN stories AS s ON s.story_id = a.story_id
WHERE a.is_original <> (a.article_id = s.original_article_id)
UNION ALL
SELECT 'stories', s.story_id::VARCHAR, 'original_article_id', s.original_article_id::VARCHAR, 'none of its articles'
FROM stories AS s
LEFT JOIN internal.article AS a ON a.article_id = s.original_article_id AND a.story_id = s.story_id
WHERE a.article_id IS NULL;

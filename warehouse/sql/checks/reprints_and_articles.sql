-- Each article but its story's original has one same_article row within the story; other relations link two stories.
WITH linked AS (
  SELECT r.*, one.story_id AS story, other.story_id AS of_story
  FROM reprints AS r
  LEFT JOIN internal.article AS one ON one.article_id = r.article_id
  LEFT JOIN internal.article AS other ON other.article_id = r.of_article_id
)
SELECT 'reprints', article_id || ' of ' || of_article_id, 'article_id', relation, 'no such article'
FROM linked WHERE story IS NULL OR of_story IS NULL
UNION ALL
SELECT 'reprints', article_id || ' of ' || of_article_id, 'relation', relation,
  CASE WHEN story = of_story THEN 'same_article' ELSE 'another relation' END
FROM linked WHERE (relation = 'same_article') <> (story = of_story)
UNION ALL
SELECT 'reprints', a.article_id::VARCHAR, 'same_article rows', count(r.article_id)::VARCHAR,
  CASE WHEN a.is_original THEN '0' ELSE '1' END
FROM internal.article AS a
LEFT JOIN reprints AS r ON r.article_id = a.article_id AND r.relation = 'same_article'
GROUP BY a.article_id, a.is_original
HAVING count(r.article_id) <> CASE WHEN a.is_original THEN 0 ELSE 1 END;

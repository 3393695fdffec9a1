-- Articles that belong to another story than was thought.
UPDATE internal.article AS a
SET story_id = t.story_id
FROM (SELECT unnest($article_ids) AS article_id, unnest($story_ids) AS story_id) AS t
WHERE a.article_id = t.article_id;

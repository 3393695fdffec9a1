-- find_story
-- The story that a name means: its key, a key that leads to it, or an article's key or address.
WITH named AS (
  SELECT story_id, 1 AS rank FROM stories WHERE story_id::VARCHAR = lower($name)
  UNION ALL SELECT to_story_id, 2 FROM story_redirects WHERE story_id::VARCHAR = lower($name)
  UNION ALL SELECT story_id, 3 FROM internal.article
  WHERE article_id::VARCHAR = lower($name) OR url = $name OR canonical_url = $name
)
SELECT story_id, original_confidence, original_evidence, stub_name, stub_url
FROM stories JOIN named USING (story_id)
ORDER BY rank LIMIT 1;

-- A story's key that was given out once leads to a story that is there.
SELECT 'story_redirects', r.story_id, 'to_story_id', r.to_story_id,
  CASE WHEN living.story_id IS NULL THEN 'no such story' ELSE 'none: the story itself is there' END
FROM story_redirects AS r
LEFT JOIN stories AS living ON living.story_id = r.to_story_id
LEFT JOIN stories AS own ON own.story_id = r.story_id
WHERE living.story_id IS NULL OR own.story_id IS NOT NULL;

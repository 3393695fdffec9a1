-- redirects_of_stories
-- Redirects from or to some stories.
WITH concerned AS (SELECT unnest(?) AS story_id)
SELECT story_id, to_story_id
FROM story_redirects
WHERE story_id IN (SELECT story_id FROM concerned) OR to_story_id IN (SELECT story_id FROM concerned);

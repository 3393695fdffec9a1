-- bulk_plain
-- Of what is staged the readings that nothing held or staged can concern but by their wording: the first and only
-- reading of an article that means nothing to us, on a page that was never judged, at an address that nothing leads to.
CREATE OR REPLACE TEMP TABLE plain AS
WITH alone AS (
  SELECT any_value(page_id) AS page_id, article_id, any_value(story_id) AS story_id
  FROM staged GROUP BY article_id HAVING count(*) = 1 AND any_value(whole) IS NULL
), moving AS (
  SELECT unnest([old_id, article_id]) AS article_id FROM staged WHERE old_id IS NOT NULL
), shared AS (
  SELECT page_id FROM staged GROUP BY page_id HAVING count(*) > 1
), led AS (
  SELECT story_id FROM story_redirects UNION ALL SELECT to_story_id FROM story_redirects
  UNION ALL SELECT story_id FROM stories  -- it outlives the article it was born with, where others were in it
)
SELECT page_id
FROM alone
ANTI JOIN shared USING (page_id)
ANTI JOIN moving USING (article_id)
ANTI JOIN led USING (story_id)
ANTI JOIN internal.verdicts USING (page_id)
ANTI JOIN internal.article USING (article_id)
ANTI JOIN internal.moves AS m ON m.moved_id = alone.article_id;

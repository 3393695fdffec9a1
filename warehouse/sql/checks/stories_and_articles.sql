-- Every article is in one story that is there, and a story's counts and first date are those of its articles.
WITH held AS (
  SELECT story_id, count(*) AS articles, count(DISTINCT site) AS sites, min(published_at) AS first
  FROM internal.article GROUP BY story_id
), both_sides AS (
  SELECT
    coalesce(s.story_id, held.story_id) AS story_id, s.story_id IS NULL AS is_missing, held.story_id IS NULL AS is_empty,
    article_count, site_count, first_published_at, articles, sites, first
  FROM stories AS s
  FULL JOIN held ON held.story_id = s.story_id
)
SELECT 'stories', story_id, 'story_id', NULL, format('no such story, and {} articles are in it', articles)
FROM both_sides WHERE is_missing
UNION ALL SELECT 'stories', story_id, 'article_count', article_count::VARCHAR, coalesce(articles, 0)::VARCHAR
FROM both_sides WHERE NOT is_missing AND (is_empty OR article_count <> articles)
UNION ALL SELECT 'stories', story_id, 'site_count', site_count::VARCHAR, sites::VARCHAR
FROM both_sides WHERE site_count <> sites
UNION ALL SELECT 'stories', story_id, 'first_published_at', first_published_at::VARCHAR, first::VARCHAR
FROM both_sides WHERE NOT is_missing AND NOT is_empty AND first_published_at IS DISTINCT FROM first;

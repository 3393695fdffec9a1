-- How often was resident training of doctors (bác sĩ nội trú) written about in each month: articles, stories, sites?
SELECT
  strftime(a.published_at AT TIME ZONE 'Asia/Ho_Chi_Minh', '%Y-%m') AS month,
  count(*) AS articles, count(DISTINCT a.story_id) AS stories, count(DISTINCT a.site) AS sites
FROM matches('"bác sĩ nội trú"') AS m
JOIN articles AS a ON a.article_id = m.article_id
WHERE a.published_at IS NOT NULL
GROUP BY month
ORDER BY month;

-- How many articles and how many different stories appeared in each month (Vietnam time)?
SELECT
  strftime(published_at AT TIME ZONE 'Asia/Ho_Chi_Minh', '%Y-%m') AS month,
  count(*) AS articles, count(DISTINCT story_id) AS stories, count(DISTINCT site) AS sites
FROM articles
WHERE published_at IS NOT NULL
GROUP BY month
ORDER BY month;

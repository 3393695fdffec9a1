-- On which days was a site not asked at all, between the first and the newest day anything was?
WITH day AS (
  SELECT unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day FROM coverage WHERE polled > 0
), watched AS (
  SELECT site, min(day) AS since FROM coverage WHERE polled > 0 GROUP BY site
)
SELECT watched.site, count(*) AS days, min(day.day) AS first_day, max(day.day) AS last_day
FROM watched
JOIN day ON day.day >= watched.since
LEFT JOIN coverage ON coverage.site = watched.site AND coverage.day = day.day AND coverage.polled > 0
WHERE coverage.site IS NULL
GROUP BY watched.site
ORDER BY days DESC, watched.site;

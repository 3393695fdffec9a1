-- How soon after publication do we see an article, leaving out what was published before we watched?
SELECT
  site, articles, round(median_hours, 1) AS median_hours, round(p90_hours, 1) AS p90_hours, before_watch, without_time
FROM lags
ORDER BY median_hours NULLS LAST, site;

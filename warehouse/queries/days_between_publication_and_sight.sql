-- How long after publication do we see an article, per site (median hours, where the page says to the minute)?
SELECT
  site, count(*) AS articles,
  round(median(epoch(first_seen_at) - epoch(published_at)) / 3600, 1) AS median_hours
FROM articles
WHERE published_precision IN ('second', 'minute')
GROUP BY site
ORDER BY median_hours, site;

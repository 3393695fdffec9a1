-- How honestly is each site covered in the last week: asked, answered, listed, kept, refused?
SELECT
  site, count(*) AS days, sum(polled)::INTEGER AS polled, sum(reachable)::INTEGER AS reachable,
  sum(listed)::INTEGER AS listed, sum(kept)::INTEGER AS kept, sum(rejected)::INTEGER AS rejected,
  sum(blocked)::INTEGER AS blocked
FROM coverage
WHERE day > (SELECT max(day) FROM coverage) - 7
GROUP BY site
ORDER BY sum(reachable) / greatest(sum(polled), 1), site;

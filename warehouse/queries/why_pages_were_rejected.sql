-- Why did pages not become articles, per host, with one example each?
SELECT
  regexp_extract(url, '^[a-z]+://([^/]+)', 1) AS host, reason, count(*) AS pages, min(url) AS example
FROM rejects
GROUP BY ALL
ORDER BY pages DESC, host, reason;

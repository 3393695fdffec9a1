-- How far can the dates be trusted: where on the page were they read, how exactly, and how many are missing?
SELECT
  coalesce(published_from, 'no date') AS published_from, coalesce(published_precision, '') AS precision,
  count(*) AS articles
FROM articles
GROUP BY ALL
ORDER BY articles DESC, published_from, precision;

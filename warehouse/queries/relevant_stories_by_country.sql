-- How many relevant stories name each partner country, and which bodies come up in them?
SELECT
  country, count(*) AS stories, sum(reprint_count + 1) AS articles,
  list_sort(list_distinct(flatten(list(organisations))))[:5] AS organisations
FROM (SELECT unnest(countries) AS country, reprint_count, organisations FROM cooperation)
GROUP BY country
ORDER BY stories DESC, country;

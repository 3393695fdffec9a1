-- marks_of_articles
-- What tells the news of some articles from other news; `figures`: the numbers that are neither years nor so small that
-- any article has them; `bodies`: the organisations and hospitals named that nobody has registered: the others are in any
-- news.
SELECT
  article_id,
  coalesce(list(DISTINCT value ORDER BY value) FILTER (
    kind IN ('amount', 'figure') AND value > 10 AND NOT (value BETWEEN 1900 AND 2100 AND value = floor(value))
  ), []),
  coalesce(
    list(DISTINCT label ORDER BY label) FILTER (kind IN ('organisation', 'hospital') AND entity_id IS NULL), []
  )
FROM mentions
WHERE article_id IN (SELECT unnest(?))
GROUP BY article_id;

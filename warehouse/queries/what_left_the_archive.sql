-- What is no longer in the archive, since when, and why?
SELECT
  (expired_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE AS day, reason, count(*) AS pages, sum(bytes)::BIGINT AS bytes,
  max(last_fetched_at) AS newest
FROM expired_pages
GROUP BY ALL
ORDER BY day DESC, reason;

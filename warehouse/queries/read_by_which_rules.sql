-- By which version of the rules was what we hold read, and how much of it by older ones?
SELECT
  rules, min(read_at) AS since, count(*) AS pages, count(DISTINCT article_id) AS articles,
  rules IS NOT DISTINCT FROM (SELECT arg_max(parameters ->> 'rules', started_at) FROM runs) AS is_newest
FROM readings
GROUP BY rules
ORDER BY since DESC;

-- Every key is there once.
WITH twice AS (
  SELECT 'pages' AS name, page_id::VARCHAR AS key, count(*) AS rows FROM pages GROUP BY page_id HAVING count(*) > 1
  UNION ALL SELECT 'fetches', fetch_id::VARCHAR, count(*) FROM fetches GROUP BY fetch_id HAVING count(*) > 1
  UNION ALL SELECT 'rejects', page_id::VARCHAR, count(*) FROM rejects GROUP BY page_id HAVING count(*) > 1
  UNION ALL SELECT 'internal.verdicts', page_id::VARCHAR, count(*) FROM internal.verdicts GROUP BY page_id HAVING count(*) > 1
  UNION ALL SELECT 'internal.addresses', url, count(*) FROM internal.addresses GROUP BY url HAVING count(*) > 1
  UNION ALL SELECT 'internal.article', article_id::VARCHAR, count(*) FROM internal.article GROUP BY article_id HAVING count(*) > 1
  UNION ALL SELECT 'revisions', concat_ws(' ', article_id, revision), count(*) FROM revisions GROUP BY article_id, revision HAVING count(*) > 1
  UNION ALL SELECT 'stories', story_id::VARCHAR, count(*) FROM stories GROUP BY story_id HAVING count(*) > 1
  UNION ALL SELECT 'reprints', concat_ws(' ', article_id, of_article_id), count(*) FROM reprints GROUP BY article_id, of_article_id HAVING count(*) > 1
  UNION ALL SELECT 'internal.telling_keys', concat_ws(' ', telling_id, key), count(*) FROM internal.telling_keys GROUP BY telling_id, key HAVING count(*) > 1
  UNION ALL SELECT 'internal.telling_links', concat_ws(' ', telling_a, telling_b), count(*) FROM internal.telling_links GROUP BY telling_a, telling_b HAVING count(*) > 1
)
SELECT name, key, 'rows', rows::VARCHAR, '1' FROM twice;

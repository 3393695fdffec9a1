-- Every key is there once.
WITH held AS (
  SELECT 'pages' AS name, page_id::VARCHAR AS key FROM pages
  UNION ALL SELECT 'fetches', fetch_id::VARCHAR FROM fetches
  UNION ALL SELECT 'rejects', page_id::VARCHAR FROM rejects
  UNION ALL SELECT 'internal.verdicts', page_id::VARCHAR FROM internal.verdicts
  UNION ALL SELECT 'internal.addresses', url FROM internal.addresses
  UNION ALL SELECT 'internal.article', article_id::VARCHAR FROM internal.article
  UNION ALL SELECT 'revisions', concat_ws(' ', article_id, revision) FROM revisions
  UNION ALL SELECT 'stories', story_id::VARCHAR FROM stories
  UNION ALL SELECT 'reprints', concat_ws(' ', article_id, of_article_id) FROM reprints
)
SELECT name, key, 'rows', count(*)::VARCHAR, '1' FROM held GROUP BY name, key HAVING count(*) > 1;

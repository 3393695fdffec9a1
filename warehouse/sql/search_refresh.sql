-- search_refresh
-- What a search can be narrowed by, of articles whose text stayed.
UPDATE internal.search_documents AS d
SET site = a.site, language = a.language, topic = a.topic, published_at = a.published_at
FROM internal.article AS a
WHERE a.article_id = d.article_id AND d.article_id IN (SELECT unnest($articles))
  AND (d.site, d.language, d.topic, d.published_at) IS DISTINCT FROM (a.site, a.language, a.topic, a.published_at);

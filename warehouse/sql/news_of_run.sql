-- What a run brought, relevant first: each article with a new version among the pages that the run received first.
SELECT
  a.article_id, a.site, a.title, a.url, a.published_at, a.topic, v.revision, v.changed, v.diff,
  o.site AS repeats_site, o.title AS repeats_title
FROM revisions AS v
JOIN pages AS p ON p.page_id = v.page_id
JOIN articles AS a ON a.article_id = v.article_id
LEFT JOIN stories AS s ON s.story_id = a.story_id AND s.original_article_id <> a.article_id
LEFT JOIN articles AS o ON o.article_id = s.original_article_id
WHERE p.run_id = $run_id
ORDER BY a.topic = 'relevant' DESC, a.relevance DESC, a.published_at DESC NULLS LAST, a.url;

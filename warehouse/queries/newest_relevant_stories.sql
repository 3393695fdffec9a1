-- What are the newest relevant stories, each told once by its original?
SELECT published_at, site, title, article_count
FROM articles
JOIN stories USING (story_id)
WHERE is_original AND topic = 'relevant'
ORDER BY published_at DESC NULLS LAST, title
LIMIT 20;

-- Which site was the first to name doctors (bác sĩ) in a headline, leaving out the opening of new wards (khai trương)?
SELECT a.site, a.published_at, a.title
FROM matches('title:bác title:sĩ -"khai trương"') AS m
JOIN articles AS a ON a.article_id = m.article_id
ORDER BY a.published_at, a.site
LIMIT 1;

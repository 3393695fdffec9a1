-- Which figures does a reprint tell otherwise than its original, or a later version otherwise than the first?
SELECT w.kind, a.site, o.site AS of_site, w.unit, w.before, w.after
FROM figure_watch AS w
JOIN articles AS a ON a.article_id = w.article_id
JOIN articles AS o ON o.article_id = w.of_article_id
ORDER BY w.seen_at DESC, a.site, w.unit, w.before;

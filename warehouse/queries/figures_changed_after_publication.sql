-- Which articles changed a figure after publication, from what to what?
SELECT a.site, r.title, r.revision, r.seen_at, r.figures_before, r.figures_after, r.diff
FROM revisions AS r
JOIN articles AS a USING (article_id)
WHERE r.figures_before IS NOT NULL
ORDER BY r.seen_at DESC, r.title;

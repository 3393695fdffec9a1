-- Which articles changed a figure after publication, and what does the change look like?
SELECT a.site, r.title, r.revision, r.seen_at, r.diff
FROM revisions AS r
JOIN articles AS a USING (article_id)
WHERE r.changed = 'figure'
ORDER BY r.seen_at DESC, r.title;

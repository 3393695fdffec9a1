-- story_revisions
-- The later versions of a story's articles.
SELECT v.article_id, v.revision, v.seen_at, v.changed, v.diff, v.figures_before, v.figures_after
FROM revisions AS v
JOIN internal.article AS a ON a.article_id = v.article_id
WHERE a.story_id = ? AND v.revision > 1
ORDER BY v.article_id, v.revision;

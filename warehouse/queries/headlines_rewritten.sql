-- Which headlines were rewritten: what did they say before and after?
SELECT a.site, before.title AS before, after.title AS after, after.seen_at
FROM revisions AS after
JOIN revisions AS before ON before.article_id = after.article_id AND before.revision = after.revision - 1
JOIN articles AS a ON a.article_id = after.article_id
WHERE after.title <> before.title
ORDER BY after.seen_at DESC, after.title;

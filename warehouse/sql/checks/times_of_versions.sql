-- No version is older than the one before it, and all were seen between the first and the last sight of the article.
SELECT
  'revisions', r.article_id || ' revision ' || r.revision, 'seen_at', r.seen_at,
  format('{} to {}', greatest(a.first_seen_at, coalesce(r.before, a.first_seen_at)), a.last_seen_at)
FROM (
  SELECT article_id, revision, seen_at, lag(seen_at) OVER (PARTITION BY article_id ORDER BY revision) AS before
  FROM revisions
) AS r
JOIN internal.article AS a ON a.article_id = r.article_id
WHERE r.seen_at < r.before OR r.seen_at < a.first_seen_at OR r.seen_at > a.last_seen_at;

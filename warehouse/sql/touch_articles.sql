-- Dates and version number of articles whose metadata stayed.
UPDATE internal.article AS a
SET first_seen_at = t.first_seen_at, last_seen_at = t.last_seen_at, revision = t.revision
FROM (
  SELECT unnest($article_ids) AS article_id, unnest($first) AS first_seen_at, unnest($last) AS last_seen_at,
    unnest($revisions) AS revision
) AS t
WHERE a.article_id = t.article_id;

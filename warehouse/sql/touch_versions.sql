-- Date and proof of versions whose text stayed: narrow columns, so the text is not written again.
UPDATE revisions AS r
SET seen_at = t.seen_at, page_id = t.page_id
FROM (
  SELECT unnest($article_ids) AS article_id, unnest($revisions) AS revision, unnest($seen) AS seen_at,
    unnest($page_ids) AS page_id
) AS t
WHERE r.article_id = t.article_id AND r.revision = t.revision;

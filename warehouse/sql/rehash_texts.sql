-- rehash_texts
-- Versions whose words have another key in today's normal form: a narrow column, so the text is not written again.
UPDATE revisions AS r
SET content_hash = t.content_hash
FROM (
  SELECT unnest($article_ids) AS article_id, unnest($revisions) AS revision, unnest($hashes) AS content_hash
) AS t
WHERE r.article_id = t.article_id AND r.revision = t.revision;

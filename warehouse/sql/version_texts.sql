-- version_texts
-- The versions of some articles; of very short ones the title too.
SELECT DISTINCT
  r.article_id, a.site, r.content_hash, CASE WHEN r.word_count < $short THEN coalesce(r.title, '') END AS short_title
FROM revisions AS r
JOIN internal.article AS a ON a.article_id = r.article_id
WHERE r.article_id IN (SELECT unnest($article_ids));

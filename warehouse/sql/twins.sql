-- Articles that have, or once had, the same words as one of the given articles. Very short texts ("Đang cập nhật")
-- are alike by chance: `title` is given for them, and must agree too.
WITH wanted AS (
  SELECT DISTINCT content_hash FROM revisions WHERE article_id IN (SELECT unnest($article_ids))
), alike AS (
  SELECT content_hash, article_id, CASE WHEN word_count < $short THEN coalesce(title, '') END AS title
  FROM revisions
  WHERE content_hash IN (SELECT content_hash FROM wanted)
)
SELECT DISTINCT alike.content_hash, alike.title, alike.article_id, a.story_id
FROM alike
JOIN internal.article AS a ON a.article_id = alike.article_id
QUALIFY min(alike.article_id) OVER (PARTITION BY content_hash) <> max(alike.article_id) OVER (PARTITION BY content_hash);

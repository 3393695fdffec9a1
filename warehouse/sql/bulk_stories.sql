-- bulk_stories
-- The stories of all other plain readings that name no source: each is alone in its own.
INSERT INTO stories BY NAME
SELECT
  story_id, article_id AS original_article_id, $confidence AS original_confidence, $evidence AS original_evidence,
  1 AS article_count, 1 AS site_count, published_at AS first_published_at
FROM staged SEMI JOIN plain USING (page_id)
WHERE article_id NOT IN (SELECT unnest($elsewhere)) AND coalesce(source_name, '') = '' AND coalesce(source_url, '') = '';

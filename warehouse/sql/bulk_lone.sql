-- bulk_lone
-- Plain readings that share their story with nobody, in groups that say the same about themselves and their source.
CREATE OR REPLACE TEMP TABLE lone AS
SELECT
  article_id, story_id, published_at,
  min(article_id) OVER (
    PARTITION BY site, regexp_extract(canonical_url, '^[a-z]+://([^/]*)', 1), source_name, source_url
  ) AS example_id
FROM staged SEMI JOIN plain USING (page_id)
WHERE article_id NOT IN (SELECT unnest($elsewhere));

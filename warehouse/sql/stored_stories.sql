-- Some stories as they are stored.
SELECT
  story_id, original_article_id, original_confidence, original_evidence, article_count, site_count, first_published_at,
  stub_name, stub_url
FROM stories WHERE story_id IN (SELECT unnest(?));

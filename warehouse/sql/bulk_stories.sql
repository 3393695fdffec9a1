-- bulk_stories
-- The stories of lone readings: what their example's story says of its original holds for each.
INSERT INTO stories BY NAME
SELECT
  story_id, article_id AS original_article_id, confidence AS original_confidence, evidence AS original_evidence,
  1 AS article_count, 1 AS site_count, published_at AS first_published_at, stub_name, stub_url
FROM lone JOIN (
  SELECT unnest($examples) AS example_id, unnest($confidences) AS confidence, unnest($evidences) AS evidence,
    unnest($names)::VARCHAR AS stub_name, unnest($urls)::VARCHAR AS stub_url
) AS said USING (example_id);

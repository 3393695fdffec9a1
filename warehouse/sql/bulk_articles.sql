-- bulk_articles
-- The narrow rows of the plain readings: each brings its own story.
INSERT INTO internal.article BY NAME
SELECT
  article_id, 1 AS revision, story_id, true AS is_original, seen_at AS first_seen_at, seen_at AS last_seen_at, record_key,
  url, canonical_url, site, language, dek, authors, byline, published_at, published_precision, published_from,
  modified_at, section, tags, captions, source_name, source_url, relevance, topic, scored_by, reader, provenance
FROM staged SEMI JOIN plain USING (page_id);

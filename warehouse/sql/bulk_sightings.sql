-- bulk_sightings
-- The one moment at which each was seen.
INSERT INTO internal.sightings BY NAME
SELECT article_id, seen_at, page_id, text_key FROM staged SEMI JOIN plain USING (page_id);

-- bulk_revisions
-- Their texts, each the first version.
INSERT INTO revisions BY NAME
SELECT article_id, 1 AS revision, seen_at, content_hash, title, body, 'first' AS changed, word_count, text_key, page_id
FROM staged SEMI JOIN plain USING (page_id);

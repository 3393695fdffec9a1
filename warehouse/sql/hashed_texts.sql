-- hashed_texts
-- The versions of some articles with the keys of their words.
SELECT article_id, revision, content_hash, body FROM revisions WHERE article_id IN (SELECT unnest(?));

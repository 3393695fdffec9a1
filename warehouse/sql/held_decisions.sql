-- All decisions, as they are written.
SELECT article_id, url, topic, decided_by, decided_at, note FROM decisions;

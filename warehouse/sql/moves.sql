-- moves
-- Of some keys of addresses those that an article moved to, with its key.
SELECT moved_id, article_id FROM internal.moves WHERE moved_id IN (SELECT unnest(?));

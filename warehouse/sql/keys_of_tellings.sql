-- keys_of_tellings
-- The keys by which some tellings are found.
SELECT telling_id, key FROM internal.telling_keys WHERE telling_id IN (SELECT unnest(?));

-- tellings_with_keys
-- Tellings that share a key with some others: pairs to be compared, the smaller key first.
SELECT DISTINCT
  least(mine.telling_id, theirs.telling_id) AS telling_a, greatest(mine.telling_id, theirs.telling_id) AS telling_b
FROM internal.telling_keys AS mine
JOIN internal.telling_keys AS theirs ON theirs.key = mine.key AND theirs.telling_id <> mine.telling_id
WHERE mine.telling_id IN (SELECT unnest(?));

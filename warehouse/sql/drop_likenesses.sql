-- drop_likenesses
-- Remove some pairs.
DELETE FROM internal.likenesses AS l
USING (SELECT unnest($ones) AS text_a, unnest($others) AS text_b) AS gone
WHERE l.text_a = gone.text_a AND l.text_b = gone.text_b;

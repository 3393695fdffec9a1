-- links_of_tellings
-- The links of some tellings.
WITH asked AS (SELECT unnest(?) AS telling_id)
SELECT telling_a, telling_b, score, evidence FROM internal.telling_links
WHERE telling_a IN (SELECT telling_id FROM asked) OR telling_b IN (SELECT telling_id FROM asked);

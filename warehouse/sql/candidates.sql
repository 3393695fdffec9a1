-- candidates
-- Pairs of texts, one of each among the given, that share enough keys which are not furniture of their site.
WITH asked AS MATERIALIZED (
  SELECT DISTINCT key, text_id, sampled FROM internal.shingle_keys WHERE text_id IN (SELECT unnest($texts))
), held AS MATERIALIZED (
  SELECT key, text_id, site, sampled FROM internal.shingle_keys WHERE key IN (SELECT key FROM asked)
), furniture AS (
  SELECT key, site FROM held GROUP BY key, site HAVING count(*) > $most
), live AS MATERIALIZED (
  SELECT DISTINCT key, text_id, sampled FROM held ANTI JOIN furniture USING (key, site)
)
SELECT DISTINCT least(one.text_id, other.text_id), greatest(one.text_id, other.text_id)
FROM asked AS one
SEMI JOIN live AS own ON own.key = one.key AND own.text_id = one.text_id
JOIN live AS other ON other.key = one.key AND other.text_id <> one.text_id
GROUP BY one.text_id, other.text_id
HAVING count(*) >= $share * least(any_value(one.sampled), any_value(other.sampled));

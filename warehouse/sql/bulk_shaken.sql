-- bulk_shaken
-- Other texts with a key that became furniture of their site by what came.
WITH came AS (
  SELECT key, site, count(*) AS texts FROM (SELECT unnest(keys) AS key, site FROM postings) GROUP BY key, site
), crowded AS (
  SELECT k.key, k.site, any_value(came.texts) AS came
  FROM internal.shingle_keys AS k JOIN came ON came.key = k.key AND came.site = k.site
  GROUP BY k.key, k.site HAVING count(*) > $most AND count(*) - any_value(came.texts) <= $most
)
SELECT DISTINCT k.text_id
FROM internal.shingle_keys AS k SEMI JOIN crowded USING (key, site)
WHERE k.text_id NOT IN (SELECT text_id FROM postings);

-- bulk_suspects
-- Texts that came and share a key with any other text, and texts that were here before with a key that became furniture
-- of their site: only their candidates can be others than before.
WITH repeated AS (
  SELECT key FROM came GROUP BY key HAVING count(*) > 1  -- few are: only of those the texts are looked at
), several AS (
  SELECT key FROM came SEMI JOIN repeated USING (key) GROUP BY key HAVING min(text_id) <> max(text_id)
  UNION ALL SELECT key FROM met
), crowded AS (
  SELECT key, site FROM (
    SELECT key, site, count(*) AS before FROM met GROUP BY key, site HAVING count(*) <= $most
  ) AS old
  JOIN (
    SELECT key, site, count(*) AS more FROM came SEMI JOIN met USING (key, site) GROUP BY key, site
  ) AS new USING (key, site)
  WHERE before + more > $most
)
SELECT text_id FROM came SEMI JOIN several USING (key)
UNION
SELECT text_id FROM met SEMI JOIN crowded USING (key, site);

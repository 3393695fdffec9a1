-- Blocks that stand in the texts of several stories of one site, with the number of those stories.
-- An article most of whose blocks stand elsewhere too is a reprint or a new version, and so no witness.
WITH block AS (
  SELECT
    site, article_id, story_id, len(parts) AS parts,
    unnest(parts) AS block, generate_subscripts(parts, 1) AS place
  FROM (
    SELECT site, article_id, story_id, string_split(body, chr(10) || chr(10)) AS parts
    FROM articles
    WHERE site IN (
      SELECT a.site FROM internal.article AS a JOIN internal.verdicts AS v ON v.article_id = a.article_id
      WHERE v.read_at >= $since
    )
  )
),
common AS (
  SELECT site, block FROM block
  GROUP BY site, block HAVING count(DISTINCT story_id) >= $least
),
witness AS (
  SELECT b.article_id FROM block AS b
  LEFT JOIN common AS c ON c.site = b.site AND c.block = b.block
  GROUP BY b.article_id HAVING count(c.block) <= $most * count(*)
)
SELECT site, block, count(DISTINCT story_id) AS pages
FROM block SEMI JOIN witness USING (article_id) SEMI JOIN common USING (site, block)
GROUP BY site, block
-- A long block inside texts is a passage that the paper repeats; furniture of that length closes or opens them.
HAVING count(DISTINCT story_id) >= $least
  AND (length(block) <= $longest OR bool_and(place = 1 OR place = parts))
ORDER BY site, block;

-- Blocks that stand in the texts of several stories of one site, with the number of those stories.
-- An article most of whose blocks stand elsewhere too is a reprint or a new version, and so no witness.
-- Blocks are told apart by a hash, and read again at the end: else all texts of the sites would be in memory at once.
WITH part AS (
  SELECT site, article_id, story_id, len(parts) AS parts, unnest(parts) AS block, generate_subscripts(parts, 1) AS place
  FROM (
    SELECT a.site, a.article_id, a.story_id, string_split(r.body, chr(10) || chr(10)) AS parts
    FROM internal.article AS a
    JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
    WHERE a.site IN (
      SELECT read.site FROM internal.article AS read JOIN internal.verdicts AS v ON v.article_id = read.article_id
      WHERE v.read_at >= $since
    )
  )
),
block AS MATERIALIZED (
  SELECT
    hash(site, block) AS key, article_id, story_id, parts,
    -- A long block inside texts is a passage that the paper repeats; furniture of that length closes or opens them.
    length(block) <= $longest OR place = 1 OR place = parts AS is_likely
  FROM part
),
repeated AS MATERIALIZED (
  SELECT * FROM block SEMI JOIN (SELECT key FROM block GROUP BY key HAVING count(*) >= $least) AS often USING (key)
),
common AS (
  SELECT key FROM repeated GROUP BY key HAVING count(DISTINCT story_id) >= $least
),
witness AS (
  SELECT article_id FROM repeated SEMI JOIN common USING (key)
  GROUP BY article_id, parts HAVING count(*) <= $most * parts
),
found AS MATERIALIZED (
  SELECT key, count(DISTINCT story_id) AS pages, min(article_id) AS article_id
  FROM repeated SEMI JOIN witness USING (article_id) SEMI JOIN common USING (key)
  GROUP BY key HAVING count(DISTINCT story_id) >= $least AND bool_and(is_likely)
)
SELECT DISTINCT a.site, t.block, f.pages
FROM found AS f
JOIN internal.article AS a ON a.article_id = f.article_id
JOIN (
  SELECT r.article_id, r.revision, unnest(string_split(r.body, chr(10) || chr(10))) AS block
  FROM revisions AS r WHERE r.article_id IN (SELECT article_id FROM found)
) AS t ON t.article_id = a.article_id AND t.revision = a.revision AND hash(a.site, t.block) = f.key
ORDER BY a.site, t.block;

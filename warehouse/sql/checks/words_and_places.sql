-- The place of every mention and statement opens its exact words in the stored body.
WITH claims AS (
  SELECT 'agreements' AS owner, 'sentence' AS field, article_id, sentence AS words, start_offset, end_offset
  FROM agreements
  UNION ALL
  SELECT 'mentions', 'surface', article_id, surface, start_offset, end_offset FROM mentions
)
SELECT
  c.owner, coalesce(a.url, c.article_id::VARCHAR) || ' from ' || c.start_offset, c.field, c.words,
  coalesce(substring(a.body, c.start_offset + 1, c.end_offset - c.start_offset), 'no such article')
FROM claims AS c
LEFT JOIN articles AS a ON a.article_id = c.article_id
WHERE c.words IS DISTINCT FROM substring(a.body, c.start_offset + 1, c.end_offset - c.start_offset);

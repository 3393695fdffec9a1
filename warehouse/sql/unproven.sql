-- unproven
-- Statements and mentions whose offsets do not open the exact words in the stored body, or that no article stands for.
WITH claims AS (
  SELECT 'agreements' AS "table", article_id, sentence AS words, start_offset, end_offset FROM agreements
  UNION ALL
  SELECT 'mentions', article_id, surface, start_offset, end_offset FROM mentions
)
SELECT
  c."table", c.article_id, a.url, c.start_offset, c.end_offset, c.words,
  substring(a.body, c.start_offset + 1, c.end_offset - c.start_offset) AS found
FROM claims AS c
LEFT JOIN articles AS a ON a.article_id = c.article_id
WHERE found IS DISTINCT FROM c.words
ORDER BY ALL;

-- Every article has the versions 1 to n without gaps, the last one is the current one, and every version has its article.
WITH held AS (
  SELECT article_id, count(*) AS versions, min(revision) AS first, max(revision) AS last FROM revisions GROUP BY article_id
)
SELECT
  CASE WHEN a.article_id IS NULL THEN 'revisions' ELSE 'articles' END, coalesce(a.article_id, held.article_id),
  'revision', a.revision,
  CASE WHEN a.article_id IS NULL THEN 'no such article'
    WHEN held.article_id IS NULL THEN 'no version is stored'
    ELSE format('{} versions, {} to {}', versions, first, last) END
FROM internal.article AS a
FULL JOIN held ON held.article_id = a.article_id
WHERE a.article_id IS NULL OR held.article_id IS NULL OR first <> 1 OR last <> versions OR a.revision <> last;

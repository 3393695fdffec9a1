-- Articles, of some, that no page of the archive stands for any more, and their stories.
WITH doubtful AS (SELECT unnest(?) AS article_id)
SELECT article_id, story_id FROM internal.article
WHERE article_id IN (SELECT article_id FROM doubtful)
  AND article_id NOT IN (
    SELECT v.article_id
    FROM internal.verdicts AS v
    JOIN pages AS p ON p.page_id = v.page_id
    WHERE v.article_id IN (SELECT article_id FROM doubtful)
  );

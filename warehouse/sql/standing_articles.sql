-- What some pages are held as: the version whose proof they are, else (a later page shows the same text) the current.
WITH asked AS (
  SELECT v.page_id, v.article_id, max(r.revision) AS revision
  FROM internal.verdicts AS v
  LEFT JOIN revisions AS r ON r.article_id = v.article_id AND r.page_id = v.page_id
  WHERE v.page_id IN (SELECT unnest(?))
  GROUP BY v.page_id, v.article_id
)
SELECT
  asked.page_id, r.body, r.title, asked.revision IS NOT DISTINCT FROM a.revision AS is_newest, a.*,
  (
    SELECT list({
        'type': s.type, 'stage': s.stage, 'vietnamese_party': s.vietnamese_party, 'foreign_party': s.foreign_party,
        'countries': s.countries, 'signed_on': s.signed_on, 'amount': s.amount, 'currency': s.currency,
        'sentence': s.sentence
      } ORDER BY s.start_offset, s.statement_id)
    FROM agreements AS s WHERE s.article_id = a.article_id
  ) AS agreements
FROM asked
JOIN internal.article AS a ON a.article_id = asked.article_id
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = coalesce(asked.revision, a.revision);

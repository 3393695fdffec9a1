-- search_retire
-- Take out, of some articles, the texts that are theirs no more; return their numbers.
DELETE FROM internal.search_documents
WHERE document IN (
  WITH held AS MATERIALIZED (
    SELECT d.document, d.dek_key, a.rowid AS row, r.text_key = d.text_key AS is_current
    FROM internal.search_documents AS d
    LEFT JOIN internal.article AS a ON a.article_id = d.article_id
    LEFT JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
    WHERE d.article_id IN (SELECT unnest($articles))
  ), dek AS MATERIALIZED (  -- by row number: else the deks of all articles are read
    SELECT rowid AS row, dek FROM internal.article WHERE rowid IN (SELECT row FROM held WHERE row < $own_rows)
    UNION ALL
    SELECT rowid AS row, dek FROM internal.article WHERE rowid IN (SELECT row FROM held WHERE row >= $own_rows)
  )
  SELECT document
  FROM held LEFT JOIN dek USING (row)
  WHERE is_current IS NOT TRUE OR dek_key <> md5_number_lower(coalesce(dek, ''))
)
RETURNING document;

-- search_retire
-- Take out, of some articles, the texts that are theirs no more; return their numbers.
DELETE FROM internal.search_documents AS d
WHERE d.article_id IN (SELECT unnest($articles)) AND d.document NOT IN (
  SELECT same.document
  FROM internal.search_documents AS same
  JOIN internal.article AS a ON a.article_id = same.article_id
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  WHERE same.article_id IN (SELECT unnest($articles)) AND same.text_key = r.text_key
    AND same.dek_key = md5_number_lower(coalesce(a.dek, ''))
)
RETURNING document;

-- search_retire
-- Take out, of some articles, the texts that are theirs no more; return their numbers. Of both big tables only the rows of
-- these articles are joined: left to itself, DuckDB joins a million with a million.
DELETE FROM internal.search_documents WHERE document IN (
  WITH indexed AS MATERIALIZED (
    SELECT document, article_id, text_key, dek_key FROM internal.search_documents
    WHERE article_id IN (SELECT unnest($articles))
  ), now AS MATERIALIZED (
    SELECT a.article_id, r.text_key, md5_number_lower(coalesce(a.dek, '')) AS dek_key
    FROM internal.article AS a
    JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
    WHERE a.article_id IN (SELECT unnest($articles)) AND r.article_id IN (SELECT unnest($articles))
  )
  SELECT document FROM indexed ANTI JOIN now USING (article_id, text_key, dek_key)
)
RETURNING document;

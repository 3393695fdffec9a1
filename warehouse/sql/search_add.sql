-- search_add
-- Number the texts of some articles that are not in the index.
INSERT INTO internal.search_documents BY NAME
WITH key AS MATERIALIZED (  -- first which rows, by the keys alone: else those of all articles are read
  SELECT a.rowid AS article_row, r.rowid AS text_row
  FROM internal.article AS a
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  WHERE a.article_id IN (SELECT unnest($articles))
    AND a.article_id NOT IN (
      SELECT held.article_id FROM internal.search_documents AS held WHERE held.article_id IN (SELECT unnest($articles)))
)
SELECT
  $last + row_number() OVER (ORDER BY a.first_seen_at, a.article_id) AS document, a.article_id, r.text_key,
  md5_number_lower(coalesce(a.dek, '')) AS dek_key, least(len(internal.words(coalesce(r.title, ''))), 1000) AS title_words,
  least(len(internal.words(coalesce(a.dek, ''))), 5000) AS dek_words, a.site, a.language, a.topic, a.published_at
FROM key AS k
JOIN internal.article AS a ON a.rowid = k.article_row
JOIN revisions AS r ON r.rowid = k.text_row;

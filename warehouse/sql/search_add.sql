-- search_add
-- Number the texts of some articles that are not in the index.
INSERT INTO internal.search_documents BY NAME
WITH missing AS MATERIALIZED (
  SELECT a.rowid AS row, r.rowid AS version_row, r.text_key
  FROM internal.article AS a
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  WHERE a.article_id IN (SELECT unnest($articles))
    AND a.article_id NOT IN (
      SELECT held.article_id FROM internal.search_documents AS held WHERE held.article_id IN (SELECT unnest($articles)))
), named AS MATERIALIZED (  -- by row number: else the deks and titles of all articles are read
  SELECT rowid AS row, article_id, first_seen_at, dek, site, language, topic, published_at
  FROM internal.article WHERE rowid IN (SELECT row FROM missing WHERE row < $own_rows)
  UNION ALL
  SELECT rowid AS row, article_id, first_seen_at, dek, site, language, topic, published_at
  FROM internal.article WHERE rowid IN (SELECT row FROM missing WHERE row >= $own_rows)
), titled AS MATERIALIZED (
  SELECT rowid AS version_row, title FROM revisions WHERE rowid IN (SELECT version_row FROM missing WHERE version_row < $own_rows)
  UNION ALL
  SELECT rowid AS version_row, title FROM revisions WHERE rowid IN (SELECT version_row FROM missing WHERE version_row >= $own_rows)
)
SELECT
  $last + row_number() OVER (ORDER BY first_seen_at, article_id) AS document, article_id, text_key,
  md5_number_lower(coalesce(dek, '')) AS dek_key, least(len(internal.words(coalesce(title, ''))), 1000) AS title_words,
  least(len(internal.words(coalesce(dek, ''))), 5000) AS dek_words, site, language, topic, published_at
FROM missing JOIN named USING (row) JOIN titled USING (version_row);

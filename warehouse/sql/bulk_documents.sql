-- bulk_documents
-- Number the texts of the plain readings for the search index, and those of some articles that are not in it.
INSERT INTO internal.search_documents BY NAME
WITH came AS (
  SELECT article_id, seen_at, text_key, title, dek, site, language, topic, published_at
  FROM staged SEMI JOIN plain USING (page_id)
  UNION ALL
  SELECT a.article_id, a.first_seen_at, r.text_key, r.title, a.dek, a.site, a.language, a.topic, a.published_at
  FROM internal.article AS a
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
  WHERE a.article_id IN (SELECT unnest($articles))
    AND a.article_id NOT IN (
      SELECT held.article_id FROM internal.search_documents AS held WHERE held.article_id IN (SELECT unnest($articles)))
)
SELECT
  $last + row_number() OVER (ORDER BY seen_at, article_id) AS document, article_id, text_key,
  md5_number_lower(coalesce(dek, '')) AS dek_key, least(len(internal.words(coalesce(title, ''))), 1000) AS title_words,
  least(len(internal.words(coalesce(dek, ''))), 5000) AS dek_words, site, language, topic, published_at
FROM came;

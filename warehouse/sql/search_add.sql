-- search_add
-- Number the texts of some articles that are not in the index.
INSERT INTO internal.search_documents BY NAME
SELECT
  $last + row_number() OVER (ORDER BY a.first_seen_at, a.article_id) AS document, a.article_id, r.text_key,
  md5_number_lower(coalesce(a.dek, '')) AS dek_key, least(len(internal.words(coalesce(r.title, ''))), 1000) AS title_words,
  least(len(internal.words(coalesce(a.dek, ''))), 5000) AS dek_words, a.site, a.language, a.topic, a.published_at
FROM internal.article AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
WHERE a.article_id IN (SELECT unnest($articles))
  AND a.article_id NOT IN (
    SELECT held.article_id FROM internal.search_documents AS held WHERE held.article_id IN (SELECT unnest($articles)));

-- search_catch_up
-- Number the texts of all articles that are not in the index, oldest first.
INSERT INTO internal.search_documents BY NAME
SELECT
  $last + row_number() OVER (ORDER BY a.first_seen_at, a.article_id) AS document, a.article_id, r.text_key,
  md5_number_lower(coalesce(a.dek, '')) AS dek_key, least(len(internal.words(coalesce(r.title, ''))), 1000) AS title_words,
  least(len(internal.words(coalesce(a.dek, ''))), 5000) AS dek_words, a.site, a.language, a.topic, a.published_at
FROM internal.article AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
ANTI JOIN internal.search_documents AS held ON held.article_id = a.article_id
ORDER BY document;

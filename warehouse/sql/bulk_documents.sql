-- bulk_documents
-- Number the texts of the plain readings for the search index, in the order in which they were seen.
INSERT INTO internal.search_documents BY NAME
SELECT
  $last + row_number() OVER (ORDER BY seen_at, article_id) AS document, article_id, text_key,
  md5_number_lower(coalesce(dek, '')) AS dek_key, least(len(internal.words(coalesce(title, ''))), 1000) AS title_words,
  least(len(internal.words(coalesce(dek, ''))), 5000) AS dek_words, site, language, topic, published_at
FROM staged SEMI JOIN plain USING (page_id);

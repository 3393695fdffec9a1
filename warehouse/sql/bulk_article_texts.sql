-- bulk_article_texts
-- Which text each article has.
INSERT INTO internal.article_texts BY NAME
SELECT article_id, text_id, site, $rules AS rules FROM staged SEMI JOIN plain USING (page_id);

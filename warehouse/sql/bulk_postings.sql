-- bulk_postings
-- Which texts come to which sites, with their keys: those that were not there.
CREATE OR REPLACE TEMP TABLE postings AS
SELECT text_id, site, any_value(keys) AS keys, any_value(sampled) AS sampled
FROM staged SEMI JOIN plain USING (page_id) ANTI JOIN internal.article_texts USING (text_id, site)
GROUP BY text_id, site;

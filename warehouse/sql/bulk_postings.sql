-- bulk_postings
-- Which texts come to which sites, with their keys: those that were not there. Of readings with one text any will do.
CREATE OR REPLACE TEMP TABLE postings AS
SELECT text_id, site, keys, sampled FROM staged WHERE page_id IN (
  SELECT min(page_id)
  FROM staged SEMI JOIN plain USING (page_id) ANTI JOIN internal.article_texts USING (text_id, site)
  GROUP BY text_id, site
);

-- sites_of_texts
-- On which sites some texts stand.
SELECT DISTINCT text_id, site FROM internal.article_texts WHERE text_id IN (SELECT unnest(?));

-- Pages that were fetched for some sites, or show an article of theirs.
SELECT page_id FROM fetches WHERE page_id IS NOT NULL AND list_contains($sites, site)
UNION
SELECT v.page_id FROM internal.verdicts AS v JOIN internal.article AS a ON a.article_id = v.article_id
WHERE list_contains($sites, a.site);

-- What is wrong now, since when, and by what evidence?
SELECT kind, site, opened_at, evidence
FROM alerts
WHERE closed_at IS NULL
ORDER BY opened_at, kind, site;

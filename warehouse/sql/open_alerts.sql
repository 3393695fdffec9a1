-- The alerts that stand open, the oldest first.
SELECT alert_id, kind, site, opened_at, closed_at, evidence, figures, calm_since
FROM alerts
WHERE closed_at IS NULL
ORDER BY opened_at, kind, site NULLS FIRST;

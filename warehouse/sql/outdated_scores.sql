-- How many articles were scored by other rules than today's.
SELECT count(*) FROM internal.article WHERE scored_by IS DISTINCT FROM $version;

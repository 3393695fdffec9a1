-- Which sites have been silent for longer than their own rhythm explains?
SELECT name, title, last_new_at, expected_gap
FROM sites
WHERE silent AND enabled
ORDER BY last_new_at, name;

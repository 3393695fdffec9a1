-- What changed in the seven days up to the newest run: what came, was revised, was taken down?
SELECT happened_at, kind, site, title, detail
FROM changes
WHERE topic <> 'off_topic' AND happened_at > (SELECT max(started_at) FROM runs) - INTERVAL 7 DAYS
ORDER BY happened_at DESC, kind, site, title
LIMIT 1000;

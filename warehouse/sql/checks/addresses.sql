-- Every address that is held was answered once, and one that waits says since when.
SELECT 'internal.addresses', d.url, 'state', d.state, 'due: no attempt ever brought it'
FROM internal.addresses AS d
ANTI JOIN fetches AS f ON f.url = d.url AND f.page_id IS NOT NULL
WHERE d.state = 'held'
UNION ALL
SELECT 'internal.addresses', url, 'state', state, 'due, held, gone, refused or skipped'
FROM internal.addresses WHERE state NOT IN ('due', 'held', 'gone', 'refused', 'skipped');

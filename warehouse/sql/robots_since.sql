-- Every robots.txt that was read since a moment.
SELECT url, checked_at, status, rules FROM internal.robots WHERE checked_at > ? ORDER BY url;

-- Which of some robots.txt were read before, and when.
SELECT url, checked_at FROM internal.robots WHERE url IN (SELECT unnest(?));

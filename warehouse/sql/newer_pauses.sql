-- Which of some domains have a word at least so new.
SELECT domain, set_at FROM internal.pauses WHERE domain IN (SELECT unnest(?));

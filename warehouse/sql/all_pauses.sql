-- How the domains stand that are left alone or whose last requests failed.
SELECT domain, until, refusals, failures, reason, set_at FROM internal.pauses ORDER BY domain;

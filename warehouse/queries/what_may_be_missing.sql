-- On which days may we have missed something: lists that did not answer, refusals, pages nobody could read?
SELECT site, day, polled - reachable AS silent_lists, blocked, rejected, unread
FROM coverage
WHERE polled > reachable OR blocked > 0 OR rejected > 0 OR unread > 0
ORDER BY day DESC, site;

-- Why are these articles here: the strongest sentences of the newest relevant ones, and the words that count in them?
SELECT a.published_at, a.title, p.part, p.sentence, p.terms, p.health, p.act, p.partner, a.relevance, a.decided_by
FROM articles AS a
JOIN passages AS p USING (article_id)
WHERE a.topic = 'relevant'
ORDER BY a.published_at DESC, a.title, p.strength DESC, p.part, p.start_offset
LIMIT 50;

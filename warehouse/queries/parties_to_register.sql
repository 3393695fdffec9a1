-- Which parties of agreements are not in the registry yet, those of most agreements first?
SELECT name, side, agreements, articles, sentence
FROM unknown_parties
ORDER BY agreements DESC, articles DESC, name
LIMIT 50;

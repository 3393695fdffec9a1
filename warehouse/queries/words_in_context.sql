-- Which articles speak of a working group (nhóm công tác, typed without accents), and in which words?
SELECT rank, site, title, snippet
FROM search('"nhom cong tac"', topic := 'relevant', top := 10)
ORDER BY rank;

-- Every verdict is on a page we know and names an article we hold; every article has one; every other page is a reject.
SELECT 'internal.verdicts', v.page_id::VARCHAR, 'page_id', v.page_id::VARCHAR, 'no such page'
FROM internal.verdicts AS v
LEFT JOIN pages AS p ON p.page_id = v.page_id
LEFT JOIN expired_pages AS x ON x.page_id = v.page_id
WHERE p.page_id IS NULL AND x.page_id IS NULL
UNION ALL
SELECT 'internal.verdicts', v.page_id::VARCHAR, 'article_id', v.article_id::VARCHAR, 'no such article'
FROM internal.verdicts AS v
JOIN pages AS p ON p.page_id = v.page_id
LEFT JOIN internal.article AS a ON a.article_id = v.article_id
WHERE v.article_id IS NOT NULL AND a.article_id IS NULL
UNION ALL
SELECT 'articles', a.article_id::VARCHAR, 'page_id', NULL, 'no page was judged to be this article'
FROM internal.article AS a
ANTI JOIN internal.verdicts AS v ON v.article_id = a.article_id
UNION ALL
SELECT 'rejects', coalesce(j.page_id, v.page_id)::VARCHAR, 'page_id', j.reason,
  CASE WHEN v.page_id IS NULL THEN 'the page is an article, or was never judged' ELSE 'a reject with its reason' END
FROM rejects AS j
FULL JOIN (SELECT page_id FROM internal.verdicts WHERE article_id IS NULL) AS v ON v.page_id = j.page_id
WHERE j.page_id IS NULL OR v.page_id IS NULL;

-- Every version rests on a page that is in the archive.
SELECT 'revisions', r.article_id || ' revision ' || r.revision, 'page_id', r.page_id,
  CASE WHEN x.page_id IS NULL THEN 'no such page' ELSE 'taken out of the archive' END
FROM revisions AS r
LEFT JOIN pages AS p ON p.page_id = r.page_id
LEFT JOIN expired_pages AS x ON x.page_id = r.page_id
WHERE p.page_id IS NULL;

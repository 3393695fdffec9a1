-- The versions of some articles, without their text: it is most of the table.
SELECT article_id, seen_at, content_hash, text_key, page_id, title, word_count, changed, diff, figures_before, figures_after
FROM revisions
WHERE rowid IN (SELECT rowid FROM revisions WHERE article_id IN (SELECT unnest(?)))
ORDER BY article_id, revision;

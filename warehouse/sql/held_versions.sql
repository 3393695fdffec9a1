-- held_versions
-- Some versions without their text, which is most of the table; by row number.
SELECT
  article_id, revision, seen_at, content_hash, text_key, page_id, title, word_count, changed, diff, figures_before,
  figures_after
FROM revisions
WHERE rowid IN (SELECT unnest(?));

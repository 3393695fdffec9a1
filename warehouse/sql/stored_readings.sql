-- What is stored of some pages: the verdict, the versions that rest on them, the reject.
SELECT
  asked.page_id, v.article_id AS judged, v.reading, v.page_id IS NOT NULL AS is_judged,
  j.stage, j.reason, j.detail,
  r.article_id, r.revision, r.title, r.body, r.content_hash, r.text_key, r.word_count,
  r.changed, r.diff, r.figures_before, r.figures_after,
  before.title AS title_before, before.body AS body_before,
  a.article_id IS NOT NULL AS is_current
FROM (SELECT unnest(?) AS page_id) AS asked
LEFT JOIN internal.verdicts AS v ON v.page_id = asked.page_id
LEFT JOIN rejects AS j ON j.page_id = asked.page_id
LEFT JOIN revisions AS r ON r.page_id = asked.page_id
LEFT JOIN revisions AS before ON before.article_id = r.article_id AND before.revision = r.revision - 1
LEFT JOIN internal.article AS a ON a.article_id = r.article_id AND a.revision = r.revision
ORDER BY asked.page_id, r.article_id, r.revision;

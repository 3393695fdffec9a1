-- The text of one version, by the key.
SELECT body FROM revisions WHERE article_id = ? AND revision = ?;

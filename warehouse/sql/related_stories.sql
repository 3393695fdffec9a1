-- related_stories
-- Other stories that are reworked from a story, or that it is, or that tell of the same event; the closest first.
WITH links AS (
  SELECT article_id AS mine, of_article_id AS theirs, * FROM reprints
  UNION ALL SELECT of_article_id, article_id, * FROM reprints
)
SELECT other.story_id, links.relation, other.site, other.title, other.url, links.evidence
FROM links
JOIN internal.article AS own ON own.article_id = links.mine
JOIN articles AS other ON other.article_id = links.theirs
WHERE own.story_id = $1 AND other.story_id <> $1
ORDER BY links.relation, links.containment DESC, other.url;

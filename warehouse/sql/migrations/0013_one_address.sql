-- Who asks for one address should not have all of them looked through: a condition on `url` now reaches the tables.

-- As before, but the address is that of the attempts, by which they are put in order: one that is asked for is looked
-- for before that.
CREATE OR REPLACE VIEW tombstones AS
WITH suspect AS (
  SELECT f.url FROM fetches AS f WHERE f.kind = 'article' AND f.outcome = 'gone'
  UNION
  SELECT f.url
  FROM fetches AS f
  JOIN pages AS p ON p.page_id = f.page_id
  WHERE f.kind = 'article' AND f.outcome = 'fetched' AND p.final_url <> p.url
), newest AS (
  SELECT f.url, f.at AS seen_at, f.outcome, f.status, f.page_id
  FROM fetches AS f
  SEMI JOIN suspect AS s ON s.url = f.url
  WHERE f.kind = 'article' AND f.outcome IN ('fetched', 'not_modified', 'gone')
  QUALIFY row_number() OVER (PARTITION BY f.url ORDER BY f.at DESC, f.fetch_id DESC) = 1
)
SELECT
  a.article_id, n.url, CASE WHEN n.outcome = 'gone' THEN 'gone' ELSE 'moved' END AS kind,
  n.seen_at, n.status, p.final_url AS to_url, v.article_id AS to_article_id
FROM internal.article AS a
JOIN newest AS n ON n.url = a.canonical_url
LEFT JOIN pages AS p ON p.page_id = n.page_id
LEFT JOIN internal.verdicts AS v ON v.page_id = n.page_id
WHERE n.outcome = 'gone'
  OR (n.outcome = 'fetched' AND p.final_url <> p.url AND v.page_id IS NOT NULL
    AND v.article_id IS DISTINCT FROM a.article_id)
UNION ALL
SELECT article_id, from_url, 'moved', seen_at, status, to_url, article_id FROM internal.moves;
COMMENT ON VIEW tombstones IS 'One row per address that no longer shows its article: it was taken down, or the address leads elsewhere. The article and its history stay.';
COMMENT ON COLUMN tombstones.article_id IS 'The article; joins articles.article_id.';
COMMENT ON COLUMN tombstones.url IS 'The address.';
COMMENT ON COLUMN tombstones.kind IS 'gone (the server says that there is nothing, 404 or 410) or moved (it redirects to something else).';
COMMENT ON COLUMN tombstones.seen_at IS 'When the server said so last.';
COMMENT ON COLUMN tombstones.status IS 'HTTP status of that answer.';
COMMENT ON COLUMN tombstones.to_url IS 'Where it leads; NULL if it is gone.';
COMMENT ON COLUMN tombstones.to_article_id IS 'The article that is there: the same one if it moved with its text; NULL for a front page or a list.';

-- As before, but a branch for each column of addresses: no condition goes through an unnest.
CREATE OR REPLACE VIEW internal.aliases AS
WITH answered AS (
  SELECT v.article_id, p.url, p.final_url
  FROM (SELECT page_id, url, final_url FROM pages UNION ALL SELECT page_id, url, final_url FROM expired_pages) AS p
  JOIN internal.verdicts AS v ON v.page_id = p.page_id
  WHERE v.article_id IS NOT NULL
)
SELECT article_id, url FROM answered
UNION SELECT article_id, final_url FROM answered
UNION SELECT article_id, url FROM internal.article
UNION SELECT article_id, canonical_url FROM internal.article
UNION
SELECT a.article_id, d.asked_url
FROM internal.addresses AS d
JOIN internal.article AS a ON a.canonical_url = d.url
WHERE d.asked_url <> '';
COMMENT ON VIEW internal.aliases IS 'One row per article and address it is known by: as listed, asked for, answered, read and canonical.';
COMMENT ON COLUMN internal.aliases.article_id IS 'The article.';
COMMENT ON COLUMN internal.aliases.url IS 'An address that leads to it.';

-- What we watch, how regularly it speaks, and what we may be missing.

CREATE TABLE internal.site (
  name VARCHAR PRIMARY KEY,
  title VARCHAR NOT NULL,
  hosts VARCHAR[] NOT NULL,
  language VARCHAR NOT NULL,
  family VARCHAR NOT NULL,
  enabled BOOLEAN NOT NULL,
  note VARCHAR NOT NULL,
  delay_seconds DOUBLE NOT NULL,
  verify_tls BOOLEAN NOT NULL,
  zone VARCHAR NOT NULL,
  rank INTEGER NOT NULL,
  discover JSON NOT NULL,
  read JSON NOT NULL
);
COMMENT ON TABLE internal.site IS 'The site files as last loaded. Read the view sites instead.';
COMMENT ON COLUMN internal.site.name IS 'Name of the site: its file without the ending.';
COMMENT ON COLUMN internal.site.title IS 'The publisher as a reader knows it.';
COMMENT ON COLUMN internal.site.hosts IS 'Hosts that belong to it.';
COMMENT ON COLUMN internal.site.language IS 'Language it writes in.';
COMMENT ON COLUMN internal.site.family IS 'CMS family whose selectors apply.';
COMMENT ON COLUMN internal.site.enabled IS 'Whether runs ask it.';
COMMENT ON COLUMN internal.site.note IS 'A remark for people.';
COMMENT ON COLUMN internal.site.delay_seconds IS 'Least time between two requests, in seconds.';
COMMENT ON COLUMN internal.site.verify_tls IS 'Whether its certificate must be valid; false is an exception in its file.';
COMMENT ON COLUMN internal.site.zone IS 'Time zone of times printed without one.';
COMMENT ON COLUMN internal.site.rank IS 'Which of equals is taken for the source of a story: 1 before 2 and so on; 0 if its file does not say.';
COMMENT ON COLUMN internal.site.discover IS 'Where it lists its addresses, as a JSON object.';
COMMENT ON COLUMN internal.site.read IS 'Selectors of its fields, as a JSON object.';

CREATE TABLE internal.furniture (
  site VARCHAR NOT NULL,
  block_hash UUID NOT NULL,
  pages INTEGER NOT NULL,
  sample VARCHAR NOT NULL,
  PRIMARY KEY (site, block_hash)
);
COMMENT ON TABLE internal.furniture IS 'Blocks of text that stand in unrelated articles of a site, and so belong to the site: the reader leaves them out.';
COMMENT ON COLUMN internal.furniture.site IS 'Site that prints the block.';
COMMENT ON COLUMN internal.furniture.block_hash IS 'Key of the words of the block.';
COMMENT ON COLUMN internal.furniture.pages IS 'Most stories that ever held it at the same time.';
COMMENT ON COLUMN internal.furniture.sample IS 'How the block begins, for a person to look at.';

-- Silence is measured against a site's own rhythm; two days at least, because a weekend is no fault.
-- In seconds: DuckDB 2.0's greatest() compares intervals part by part, and takes 2 days for more than 504 hours.
CREATE MACRO internal.is_silent(last_new_at, expected_gap, moment) AS
  CASE WHEN expected_gap IS NOT NULL
    THEN epoch(moment) - epoch(last_new_at) > greatest(3 * epoch(expected_gap), 2 * 86400) END;

-- The rhythm is that of publication: a first visit finds a hundred articles in one minute, and that says nothing.
CREATE VIEW sites AS
WITH moments AS (
  SELECT
    site, first_seen_at, least(first_seen_at, coalesce(published_at, first_seen_at)) AS moment,
    lag(moment) OVER (PARTITION BY site ORDER BY moment) AS previous
  FROM internal.article
), rhythm AS (
  SELECT
    site, max(first_seen_at) AS last_new_at,
    CASE WHEN count(*) >= 5 THEN to_seconds(median(epoch(moment) - epoch(previous))) END AS expected_gap
  FROM moments GROUP BY site
)
SELECT
  s.name, s.title, s.hosts, s.language, s.family, s.enabled, s.note, s.delay_seconds, s.verify_tls, s.zone, s.rank,
  s.discover, s.read,
  r.last_new_at, r.expected_gap, internal.is_silent(r.last_new_at, r.expected_gap, now()) AS silent
FROM internal.site AS s
LEFT JOIN rhythm AS r ON r.site = s.name;
COMMENT ON VIEW sites IS 'One row per site we know by its file, with its rhythm. Worked out when asked.';
COMMENT ON COLUMN sites.name IS 'Name of the site: its file without the ending.';
COMMENT ON COLUMN sites.title IS 'The publisher as a reader knows it.';
COMMENT ON COLUMN sites.hosts IS 'Hosts that belong to it.';
COMMENT ON COLUMN sites.language IS 'Language it writes in.';
COMMENT ON COLUMN sites.family IS 'CMS family whose selectors apply; empty if none.';
COMMENT ON COLUMN sites.enabled IS 'Whether runs ask it.';
COMMENT ON COLUMN sites.note IS 'A remark for people.';
COMMENT ON COLUMN sites.delay_seconds IS 'Least time between two requests, in seconds.';
COMMENT ON COLUMN sites.verify_tls IS 'Whether its certificate must be valid; false is an exception in its file.';
COMMENT ON COLUMN sites.zone IS 'Time zone of times printed without one.';
COMMENT ON COLUMN sites.rank IS 'Which of equals is taken for the source of a story: 1 before 2 and so on; 0 if its file does not say.';
COMMENT ON COLUMN sites.discover IS 'Where it lists its addresses, as a JSON object.';
COMMENT ON COLUMN sites.read IS 'Selectors of its fields, as a JSON object.';
COMMENT ON COLUMN sites.last_new_at IS 'When we last received an article that was new to us; NULL if never.';
COMMENT ON COLUMN sites.expected_gap IS 'Median time between one article and the next, by publication; NULL under 5 articles.';
COMMENT ON COLUMN sites.silent IS 'Whether nothing new came for more than 3 times the expected gap and more than 2 days; NULL if the rhythm is not known.';

-- Every address that a list named ends in exactly one place. `why` counts what was not received, by its reason.
CREATE VIEW accounts AS
SELECT
  site, run_id, (min(fetches.at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE AS day,
  coalesce(sum(listed), 0)::BIGINT - coalesce(sum(repeated), 0)::BIGINT AS listed,
  count(*) FILTER (kind IN ('article', 'file') AND NOT coalesce(is_listed, false)) AS unlisted,
  coalesce(sum(known), 0)::BIGINT AS known,
  count(*) FILTER (kind IN ('article', 'file') AND outcome = 'fetched') AS fetched,
  count(*) FILTER (kind = 'article' AND outcome = 'not_modified') AS unchanged,
  count(*) FILTER (kind = 'article' AND outcome = 'skipped') AS skipped,
  count(*) FILTER (kind = 'article' AND outcome NOT IN ('fetched', 'not_modified', 'skipped')) AS failed,
  histogram(CASE outcome WHEN 'skipped' THEN reason ELSE outcome END)
    FILTER (kind = 'article' AND outcome NOT IN ('fetched', 'not_modified')) AS why
FROM fetches
GROUP BY site, run_id;
COMMENT ON VIEW accounts IS 'One row per site and run: what became of every address. listed + unlisted = known + fetched + unchanged + skipped + failed.';
COMMENT ON COLUMN accounts.site IS 'Site; joins sites.name.';
COMMENT ON COLUMN accounts.run_id IS 'Run; joins runs.run_id.';
COMMENT ON COLUMN accounts.day IS 'Day in Vietnam (Asia/Ho_Chi_Minh) of its first attempt.';
COMMENT ON COLUMN accounts.listed IS 'Addresses that its lists named, each once.';
COMMENT ON COLUMN accounts.unlisted IS 'Addresses that were due and that no list named any more, and files from disk.';
COMMENT ON COLUMN accounts.known IS 'About which nothing was to be done: held and not due, waiting, gone, refused, or skipped before.';
COMMENT ON COLUMN accounts.fetched IS 'That gave a page.';
COMMENT ON COLUMN accounts.unchanged IS 'Held, asked again, and not modified.';
COMMENT ON COLUMN accounts.skipped IS 'That were not asked for; why says the reason.';
COMMENT ON COLUMN accounts.failed IS 'That gave no page; why says the outcome.';
COMMENT ON COLUMN accounts.why IS 'Number of the skipped by reason (limit, since, other_site, not_article) and of the failed by outcome.';

-- A page counts by what it was last judged to be; what nobody has judged yet is shown, not hidden.
CREATE VIEW coverage AS
WITH attempts AS (
  SELECT
    f.site, (f.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE AS day, f.outcome, f.fresh,
    f.listed - coalesce(f.repeated, 0) AS listed,
    f.kind IN ('feed', 'sitemap', 'listing') AS is_list,
    f.kind IN ('article', 'file') AND f.outcome = 'fetched' AS is_page,
    v.page_id IS NOT NULL AS is_judged, v.article_id IS NOT NULL AS is_article
  FROM fetches AS f
  LEFT JOIN internal.verdicts AS v ON v.page_id = f.page_id
)
SELECT
  site, day,
  count(*) FILTER (is_list AND outcome <> 'skipped') AS polled,
  count(*) FILTER (is_list AND outcome IN ('fetched', 'not_modified')) AS reachable,
  coalesce(sum(listed), 0)::BIGINT AS listed,
  coalesce(sum(fresh), 0)::BIGINT AS new,
  count(*) FILTER (is_page) AS fetched,
  count(*) FILTER (is_page AND is_article) AS kept,
  count(*) FILTER (is_page AND is_judged AND NOT is_article) AS rejected,
  count(*) FILTER (outcome IN ('blocked', 'robots')) AS blocked,
  count(*) FILTER (is_page AND NOT is_judged) AS unread
FROM attempts
GROUP BY site, day;
COMMENT ON VIEW coverage IS 'One row per site and day: what was asked, what answered, what was kept. fetched = kept + rejected + unread.';
COMMENT ON COLUMN coverage.site IS 'Site; joins sites.name.';
COMMENT ON COLUMN coverage.day IS 'Day in Vietnam (Asia/Ho_Chi_Minh).';
COMMENT ON COLUMN coverage.polled IS 'Feeds, sitemaps and listings we asked.';
COMMENT ON COLUMN coverage.reachable IS 'Those of them that answered, "not modified" included.';
COMMENT ON COLUMN coverage.listed IS 'Addresses they listed, each once a run; accounts says what became of them.';
COMMENT ON COLUMN coverage.new IS 'Those of them that were seen for the first time.';
COMMENT ON COLUMN coverage.fetched IS 'Pages received in answer to a request for an article.';
COMMENT ON COLUMN coverage.kept IS 'Those of them that are articles.';
COMMENT ON COLUMN coverage.rejected IS 'Those of them that are none; rejects says why.';
COMMENT ON COLUMN coverage.blocked IS 'Attempts the site refused, by robots.txt or by an answer such as 403; never evaded.';
COMMENT ON COLUMN coverage.unread IS 'Those of them not judged yet: 0 unless a run was cut short.';

-- Redirects, www and tracking parameters, rel=canonical: many addresses, one article.
CREATE VIEW internal.aliases AS
SELECT v.article_id, unnest([p.url, p.final_url]) AS url
FROM pages AS p
JOIN internal.verdicts AS v ON v.page_id = p.page_id
WHERE v.article_id IS NOT NULL
UNION
SELECT article_id, unnest([url, canonical_url]) FROM internal.article
UNION
SELECT a.article_id, d.asked_url
FROM internal.addresses AS d
JOIN internal.article AS a ON a.canonical_url = d.url
WHERE d.asked_url <> '';
COMMENT ON VIEW internal.aliases IS 'One row per article and address it is known by: as listed, asked for, answered, read and canonical.';
COMMENT ON COLUMN internal.aliases.article_id IS 'The article; joins articles.article_id.';
COMMENT ON COLUMN internal.aliases.url IS 'An address that leads to it.';

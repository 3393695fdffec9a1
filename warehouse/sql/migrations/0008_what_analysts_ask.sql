-- What is no longer in the archive, and views for the questions that analysts put most.

CREATE TABLE expired_pages (
  page_id UUID PRIMARY KEY,
  url VARCHAR NOT NULL,
  final_url VARCHAR NOT NULL,
  fetched_at TIMESTAMPTZ NOT NULL,
  last_fetched_at TIMESTAMPTZ NOT NULL,
  status INTEGER NOT NULL,
  content_type VARCHAR NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 VARCHAR NOT NULL,
  warc_file VARCHAR NOT NULL,
  warc_offset BIGINT NOT NULL,
  expired_at TIMESTAMPTZ NOT NULL,
  run_id UUID NOT NULL,
  reason VARCHAR NOT NULL
);
COMMENT ON TABLE expired_pages IS 'One row per response that was taken out of the archive by policy: no version of an article rested on it. What is in the archive is in pages.';
COMMENT ON COLUMN expired_pages.page_id IS 'Key of the response; fetches and rejects still name it.';
COMMENT ON COLUMN expired_pages.url IS 'Address that was asked for.';
COMMENT ON COLUMN expired_pages.final_url IS 'Address that answered.';
COMMENT ON COLUMN expired_pages.fetched_at IS 'When it was first received.';
COMMENT ON COLUMN expired_pages.last_fetched_at IS 'When it was last received; the policy counts from there.';
COMMENT ON COLUMN expired_pages.status IS 'HTTP status.';
COMMENT ON COLUMN expired_pages.content_type IS 'Media type without parameters.';
COMMENT ON COLUMN expired_pages.bytes IS 'Length of the body in bytes.';
COMMENT ON COLUMN expired_pages.sha256 IS 'Hex digest of the body: a copy kept elsewhere can be told by it.';
COMMENT ON COLUMN expired_pages.warc_file IS 'Archive file that held it.';
COMMENT ON COLUMN expired_pages.warc_offset IS 'Byte in that file where its record began.';
COMMENT ON COLUMN expired_pages.expired_at IS 'When it was taken out.';
COMMENT ON COLUMN expired_pages.run_id IS 'Run of maintain that took it out; joins runs.run_id.';
COMMENT ON COLUMN expired_pages.reason IS 'superseded (a newer page shows the article) or reject (no article could be read from it).';

COMMENT ON COLUMN runs.flow IS 'Which flow ran: ingest, import, reparse, maintain.';
COMMENT ON COLUMN runs.parameters IS 'What it was asked to do, as a JSON object; rules is the version of the rules it read by.';

-- An address that led to an article leads to it when the page that showed that is gone, too.
CREATE OR REPLACE VIEW internal.aliases AS
SELECT v.article_id, unnest([p.url, p.final_url]) AS url
FROM (SELECT page_id, url, final_url FROM pages UNION ALL SELECT page_id, url, final_url FROM expired_pages) AS p
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
COMMENT ON COLUMN internal.aliases.article_id IS 'The article.';
COMMENT ON COLUMN internal.aliases.url IS 'An address that leads to it.';

CREATE VIEW reprint_league AS
WITH held AS (
  SELECT site, count(*) AS articles FROM internal.article GROUP BY site
), copies AS (
  SELECT
    c.site, o.site AS of_site, r.of_article_id, r.evidence LIKE '%names the original%' AS is_credited,
    CASE WHEN c.published_precision IN ('second', 'minute') AND o.published_precision IN ('second', 'minute')
      THEN (epoch(c.published_at) - epoch(o.published_at)) / 3600 END AS hours
  FROM reprints AS r
  JOIN internal.article AS c ON c.article_id = r.article_id
  JOIN internal.article AS o ON o.article_id = r.of_article_id
  WHERE r.relation = 'same_article' AND c.site <> o.site
), given AS (
  SELECT of_site AS site, count(*) AS reprinted, count(DISTINCT of_article_id) AS originals FROM copies GROUP BY of_site
), taken AS (
  SELECT site, count(*) AS reprints, count(*) FILTER (is_credited) AS credited, median(hours) AS hours
  FROM copies GROUP BY site
)
SELECT
  held.site, held.articles, coalesce(originals, 0) AS originals, coalesce(reprinted, 0) AS reprinted,
  coalesce(reprints, 0) AS reprints, coalesce(credited, 0) AS credited, hours AS hours_behind
FROM held
LEFT JOIN given ON given.site = held.site
LEFT JOIN taken ON taken.site = held.site;
COMMENT ON VIEW reprint_league IS 'One row per site: how much of what it writes others carry, and how much it takes from them. Reprints inside one site do not count.';
COMMENT ON COLUMN reprint_league.site IS 'Site; joins sites.name.';
COMMENT ON COLUMN reprint_league.articles IS 'Articles we hold of it.';
COMMENT ON COLUMN reprint_league.originals IS 'Those of them that another site carries.';
COMMENT ON COLUMN reprint_league.reprinted IS 'Articles of other sites that repeat them.';
COMMENT ON COLUMN reprint_league.reprints IS 'Its own articles that repeat another site''s.';
COMMENT ON COLUMN reprint_league.credited IS 'Those of them that name where they come from.';
COMMENT ON COLUMN reprint_league.hours_behind IS 'Median hours by which its reprints follow, where both pages give the minute; NULL if none do.';

CREATE VIEW changes AS
SELECT a.first_seen_at AS happened_at, 'new' AS kind, a.article_id, a.site, a.topic, r.title, a.url, NULL AS detail
FROM internal.article AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
UNION ALL
SELECT r.seen_at, 'revised', a.article_id, a.site, a.topic, r.title, a.url, r.changed || ': ' || r.diff
FROM revisions AS r
JOIN internal.article AS a ON a.article_id = r.article_id
WHERE r.revision > 1
UNION ALL
SELECT t.seen_at, t.kind, a.article_id, a.site, a.topic, r.title, t.url,
  CASE t.kind WHEN 'gone' THEN 'HTTP ' || t.status ELSE 'now ' || t.to_url END
FROM tombstones AS t
JOIN internal.article AS a ON a.article_id = t.article_id
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision;
COMMENT ON VIEW changes IS 'One row per thing that happened to an article: it came, was revised, was taken down, or moved. Filter by happened_at.';
COMMENT ON COLUMN changes.happened_at IS 'When we saw it.';
COMMENT ON COLUMN changes.kind IS 'new, revised, gone or moved.';
COMMENT ON COLUMN changes.article_id IS 'The article; joins articles.article_id.';
COMMENT ON COLUMN changes.site IS 'Site that published it.';
COMMENT ON COLUMN changes.topic IS 'relevant, review or off_topic.';
COMMENT ON COLUMN changes.title IS 'Its title: of the revised version, else the current one.';
COMMENT ON COLUMN changes.url IS 'Its address; for gone and moved the one that no longer shows it.';
COMMENT ON COLUMN changes.detail IS 'What changed and how, the status of the answer, or where it is now; NULL for new.';

-- What was on a site before we watched it says nothing of how soon we see things.
CREATE VIEW lags AS
WITH watched AS (
  SELECT site, min(fetches.at) AS since FROM fetches WHERE kind IN ('feed', 'sitemap', 'listing') GROUP BY site
), timed AS (
  SELECT
    a.site, (epoch(a.first_seen_at) - epoch(a.published_at)) / 3600 AS hours,
    published_at IS NOT NULL AND published_precision IN ('second', 'minute') AS is_timed,
    coalesce(a.published_at >= w.since, false) AS is_watched
  FROM internal.article AS a
  LEFT JOIN watched AS w ON w.site = a.site
)
SELECT
  site, count(*) FILTER (is_timed AND is_watched) AS articles,
  median(hours) FILTER (is_timed AND is_watched) AS median_hours,
  quantile_cont(hours, 0.9) FILTER (is_timed AND is_watched) AS p90_hours,
  max(hours) FILTER (is_timed AND is_watched) AS longest_hours,
  count(*) FILTER (is_timed AND NOT is_watched) AS before_watch,
  count(*) FILTER (NOT is_timed) AS without_time
FROM timed
GROUP BY site;
COMMENT ON VIEW lags IS 'One row per site: how long after publication we first see an article. articles + before_watch + without_time is all we hold of it.';
COMMENT ON COLUMN lags.site IS 'Site; joins sites.name.';
COMMENT ON COLUMN lags.articles IS 'Articles that are measured: published since we first asked the site''s lists, with a time to the minute.';
COMMENT ON COLUMN lags.median_hours IS 'Half of them were seen within so many hours; NULL if none is measured.';
COMMENT ON COLUMN lags.p90_hours IS 'Nine of ten were seen within so many hours.';
COMMENT ON COLUMN lags.longest_hours IS 'The slowest one, in hours.';
COMMENT ON COLUMN lags.before_watch IS 'Articles that were published before we watched: left out.';
COMMENT ON COLUMN lags.without_time IS 'Articles whose page gives no time, or only a day: left out.';

CREATE VIEW silence AS
WITH asked AS (
  SELECT
    site, max(fetches.at) AS last_asked_at,
    max(fetches.at) FILTER (outcome IN ('fetched', 'not_modified')) AS last_answered_at,
    max(fetches.at) FILTER (fresh > 0) AS last_listed_at,
    arg_max(outcome, fetches.at) AS last_outcome
  FROM fetches
  WHERE kind IN ('feed', 'sitemap', 'listing') AND outcome <> 'skipped'
  GROUP BY site
)
SELECT
  s.name AS site, s.title, asked.last_asked_at, asked.last_answered_at, asked.last_listed_at, s.last_new_at,
  s.expected_gap, coalesce(s.silent, false) AS silent,
  CASE
    WHEN asked.last_asked_at IS NULL THEN 'its lists were never asked'
    WHEN asked.last_answered_at IS NULL THEN 'its lists never answered: ' || asked.last_outcome
    WHEN asked.last_answered_at < asked.last_asked_at - INTERVAL 1 DAY
      THEN 'its lists no longer answer: ' || asked.last_outcome
    WHEN NOT coalesce(s.silent, false) THEN NULL
    WHEN asked.last_listed_at IS NULL OR asked.last_listed_at <= s.last_new_at THEN 'its lists answer and name nothing new'
    ELSE 'its lists name new addresses, and none became an article'
  END AS why
FROM sites AS s
LEFT JOIN asked ON asked.site = s.name
WHERE s.enabled;
COMMENT ON VIEW silence IS 'One row per enabled site: since when nothing is heard of it, and whether that is the site, the way to it, or us.';
COMMENT ON COLUMN silence.site IS 'Site; joins sites.name.';
COMMENT ON COLUMN silence.title IS 'The publisher as a reader knows it.';
COMMENT ON COLUMN silence.last_asked_at IS 'When one of its feeds, sitemaps or listings was last asked; NULL if never.';
COMMENT ON COLUMN silence.last_answered_at IS 'When one of them last answered, "not modified" included.';
COMMENT ON COLUMN silence.last_listed_at IS 'When one of them last named an address that was new to us.';
COMMENT ON COLUMN silence.last_new_at IS 'When we last received an article that was new to us.';
COMMENT ON COLUMN silence.expected_gap IS 'Median time between one article and the next; NULL under 5 articles.';
COMMENT ON COLUMN silence.silent IS 'Whether nothing new came for longer than its own rhythm explains.';
COMMENT ON COLUMN silence.why IS 'What is the matter, in plain words; NULL if nothing is.';

-- Which rules read what: a later run that found the same leaves the record as it is.
CREATE VIEW readings AS
WITH run AS (
  SELECT DISTINCT ON (started_at) run_id, flow, started_at, parameters FROM runs ORDER BY started_at, run_id
), newest AS (
  SELECT a.article_id, r.page_id, a.reader
  FROM internal.article AS a
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
)
SELECT
  v.page_id, v.article_id, v.read_at, run.run_id, run.flow, run.parameters ->> 'rules' AS rules, newest.reader
FROM internal.verdicts AS v
LEFT JOIN run ON run.started_at = v.read_at
LEFT JOIN newest ON newest.page_id = v.page_id AND newest.article_id = v.article_id;
COMMENT ON VIEW readings IS 'One row per page that was judged: by which run and which version of the rules it was first read as it stands now.';
COMMENT ON COLUMN readings.page_id IS 'The page; joins pages.page_id.';
COMMENT ON COLUMN readings.article_id IS 'The article that it shows; NULL if it is a reject.';
COMMENT ON COLUMN readings.read_at IS 'Start of that run.';
COMMENT ON COLUMN readings.run_id IS 'That run; joins runs.run_id.';
COMMENT ON COLUMN readings.flow IS 'Its flow: ingest, import or reparse.';
COMMENT ON COLUMN readings.rules IS 'Version of all rules by which it was read: digest of readers, cues, topics, families and site files; NULL for runs of an older hoptac.';
COMMENT ON COLUMN readings.reader IS 'Reader and version that read it; NULL unless the page shows the current version of its article.';

-- What a person should know of: raised once, closed when it heals. Evaluated at the end of each run.

CREATE TABLE alerts (
  alert_id UUID PRIMARY KEY,
  kind VARCHAR NOT NULL
    CHECK (kind IN ('site_silent', 'reader_broke', 'blocked', 'coverage_fell', 'disk', 'schedule_missed')),
  site VARCHAR,
  opened_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ,
  evidence VARCHAR NOT NULL,
  figures JSON NOT NULL,
  calm_since TIMESTAMPTZ,
  CHECK (closed_at >= opened_at)
);
COMMENT ON TABLE alerts IS 'One row per trouble that a person should know of, from when it was found to when it healed. WHERE closed_at IS NULL gives those that are open.';
COMMENT ON COLUMN alerts.alert_id IS 'Key of the alert: digest of its kind, its site and when it was opened.';
COMMENT ON COLUMN alerts.kind IS 'What is wrong: site_silent, reader_broke, blocked, coverage_fell, disk, schedule_missed.';
COMMENT ON COLUMN alerts.site IS 'Site it concerns; joins sites.name. NULL when it concerns all of the home, or most sites at once.';
COMMENT ON COLUMN alerts.opened_at IS 'When it was found: the end of the run that found it.';
COMMENT ON COLUMN alerts.closed_at IS 'When it had healed, or its site was no longer watched; NULL while it is open.';
COMMENT ON COLUMN alerts.evidence IS 'What was seen when it was opened, in plain English.';
COMMENT ON COLUMN alerts.figures IS 'The figures behind the evidence, as a JSON object; which ones depends on the kind.';
COMMENT ON COLUMN alerts.calm_since IS 'Since when all is well again; where shares swing it is closed after a day of that. NULL while it is not.';

-- One rule says what silence is, and this column repeats its word.
CREATE OR REPLACE VIEW sites AS
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
), quiet AS (
  SELECT DISTINCT site FROM alerts WHERE kind = 'site_silent' AND closed_at IS NULL
)
SELECT
  s.name, s.title, s.hosts, s.kind, s.language, s.family, s.enabled, s.note, s.delay_seconds, s.verify_tls, s.zone, s.rank,
  s.discover, s.read,
  r.last_new_at, r.expected_gap, CASE WHEN r.expected_gap IS NOT NULL THEN q.site IS NOT NULL END AS silent
FROM internal.site AS s
LEFT JOIN rhythm AS r ON r.site = s.name
LEFT JOIN quiet AS q ON q.site = s.name;
COMMENT ON VIEW sites IS 'One row per site we know by its file, with its rhythm. Worked out when asked.';
COMMENT ON COLUMN sites.name IS 'Name of the site: its file without the ending.';
COMMENT ON COLUMN sites.title IS 'The publisher as a reader knows it.';
COMMENT ON COLUMN sites.hosts IS 'Hosts that belong to it.';
COMMENT ON COLUMN sites.kind IS 'Who publishes it: official, agency, press or international.';
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
COMMENT ON COLUMN sites.silent IS 'Whether an alert stands open that it went silent: nothing published for longer than its own rhythm explains; NULL if the rhythm is not known.';

DROP MACRO internal.is_silent;

-- Who publishes a site, so that several can be asked for at once.

ALTER TABLE internal.site ADD COLUMN kind VARCHAR DEFAULT 'press';
COMMENT ON COLUMN internal.site.kind IS 'Who publishes it: official, agency, press or international.';

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
)
SELECT
  s.name, s.title, s.hosts, s.kind, s.language, s.family, s.enabled, s.note, s.delay_seconds, s.verify_tls, s.zone, s.rank,
  s.discover, s.read,
  r.last_new_at, r.expected_gap, internal.is_silent(r.last_new_at, r.expected_gap, now()) AS silent
FROM internal.site AS s
LEFT JOIN rhythm AS r ON r.site = s.name;
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
COMMENT ON COLUMN sites.silent IS 'Whether nothing new came for more than 3 times the expected gap and more than 2 days; NULL if the rhythm is not known.';

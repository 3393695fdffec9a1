-- Per watched site how its newest articles came out against those before: Series, see warehouse/shares.py.
-- A third of what there is counts as new, 20 at most, so that there is always a history. What was seen since an alert
-- was opened is no history.
WITH newest AS (
  SELECT a.site, unnest(max_by(a.article_id, a.first_seen_at, 300)) AS article_id
  FROM internal.article AS a
  JOIN internal.site AS s ON s.name = a.site AND s.enabled
  WHERE a.first_seen_at BETWEEN $now::TIMESTAMPTZ - INTERVAL 200 DAYS AND $now
  GROUP BY a.site
), seen AS (
  SELECT
    a.site, a.first_seen_at, a.published_at IS NULL AS no_date,
    len(a.authors) = 0 AND a.byline IS NULL AS no_author, a.dek IS NULL AS no_dek, r.word_count,
    row_number() OVER (PARTITION BY a.site ORDER BY a.first_seen_at DESC, a.article_id) AS place,
    least(20, count(*) OVER (PARTITION BY a.site) // 3) AS news
  FROM newest AS n
  JOIN internal.article AS a ON a.article_id = n.article_id
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
), marked AS (
  SELECT
    seen.*, place <= news AND news >= 4 AS is_latest,
    place > news AND first_seen_at < coalesce(o.opened_at, $now) AS is_past
  FROM seen
  LEFT JOIN alerts AS o ON o.site = seen.site AND o.kind = 'reader_broke' AND o.closed_at IS NULL
), usual AS (
  SELECT
    site, quantile_cont(word_count, 0.05) FILTER (is_past) AS low, quantile_cont(word_count, 0.95) FILTER (is_past) AS high
  FROM marked GROUP BY site
), traits AS (
  SELECT
    site, place, is_latest, is_past,
    unnest([
      {'trait': 'no_date', 'had': no_date},
      {'trait': 'no_author', 'had': no_author},
      {'trait': 'no_dek', 'had': no_dek},
      {'trait': 'short', 'had': coalesce(word_count < low, false)},
      {'trait': 'long', 'had': coalesce(word_count > high, false)}
    ]) AS one
  FROM marked JOIN usual USING (site)
)
SELECT
  site, one.trait AS trait, '' AS part,
  coalesce(list(one.had ORDER BY place) FILTER (is_latest), []) AS latest,
  count(*) FILTER (is_past AND one.had) AS had_before,
  count(*) FILTER (is_past) AS before
FROM traits
GROUP BY site, trait
ORDER BY site, trait;

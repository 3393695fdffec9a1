-- Runs, attempts, addresses and rejects around the pages that have none yet: 40 polls a run, 2 in 100 attempts fail.
INSERT INTO runs
SELECT run_id, 'ingest', min(fetched_at), max(fetched_at), 'completed', '{}', '{}'
FROM pages ANTI JOIN runs USING (run_id) GROUP BY run_id;
CREATE TEMP TABLE fresh AS
SELECT *, regexp_extract(url, '//([^.]*)', 1) AS site, (hash(page_id) % 100)::INTEGER AS chance
FROM pages ANTI JOIN fetches USING (page_id);
INSERT INTO pages BY NAME
SELECT * EXCLUDE (site, chance) REPLACE (md5_number(concat('none', page_id))::UUID AS page_id, concat(url, '?trang=2') AS url)
FROM fresh WHERE chance < 2;
INSERT INTO internal.verdicts
SELECT md5_number(concat('none', page_id))::UUID, NULL, md5_number('none')::UUID, fetched_at FROM fresh WHERE chance < 2;
INSERT INTO rejects
SELECT md5_number(concat('none', page_id))::UUID, concat(url, '?trang=2'), 'parse', ['listing', 'no_body'][1 + chance], '',
  run_id, fetched_at
FROM fresh WHERE chance < 2;
INSERT INTO fetches BY NAME
SELECT md5_number(concat('f', page_id))::UUID AS fetch_id, run_id, site, url, 'article' AS kind, fetched_at AS "at",
  'fetched' AS outcome, 200 AS status, 120 AS elapsed_ms, bytes, page_id, true AS is_listed
FROM fresh
UNION ALL
SELECT md5_number(concat('n', page_id))::UUID, run_id, site, concat(url, '?trang=2'), 'article', fetched_at, 'fetched', 200,
  120, bytes, md5_number(concat('none', page_id))::UUID, true
FROM fresh WHERE chance < 2
UNION ALL
SELECT md5_number(concat('x', page_id))::UUID, run_id, site, concat(url, '?x'), 'article', fetched_at,
  ['blocked', 'failed'][chance - 1], NULL, NULL, NULL, NULL, true
FROM fresh WHERE chance IN (2, 3)
UNION ALL
SELECT md5_number(concat('v', page_id))::UUID, run_id, site, url, 'article', fetched_at + INTERVAL 1 DAY, 'not_modified', 304,
  40, 0, NULL, false
FROM fresh WHERE chance >= 50;
INSERT INTO fetches BY NAME
SELECT md5_number(concat('l', run_id, site))::UUID AS fetch_id, run_id, site, concat('https://', site, '.example/rss') AS url,
  'feed' AS kind, min(fetched_at) AS "at", 'fetched' AS outcome, 200 AS status, 80 AS elapsed_ms, 9000 AS bytes,
  count(*) + 20 AS listed, count(*) AS fresh, 0 AS repeated, 20 AS known
FROM fresh GROUP BY run_id, site;
INSERT INTO internal.addresses
SELECT url, site, fetched_at, 'held', fetched_at + INTERVAL 30 DAY, 2, NULL, '', fetched_at FROM fresh;
DROP TABLE fresh;

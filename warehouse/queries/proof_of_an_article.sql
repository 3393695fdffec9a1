-- Where in the archive is the proof of each article (here the first 1,000): file, offset, digest and time of the response?
SELECT a.title, p.warc_file, p.warc_offset, p.sha256, p.fetched_at
FROM articles AS a
JOIN pages AS p USING (page_id)
ORDER BY a.first_seen_at, a.title
LIMIT 1000;

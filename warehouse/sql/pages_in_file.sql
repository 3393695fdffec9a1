-- The pages that one archive file holds: where, and their digest.
SELECT page_id, warc_offset, sha256 FROM pages WHERE warc_file = ? ORDER BY warc_offset;

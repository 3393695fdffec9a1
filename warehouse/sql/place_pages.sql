-- Pages whose archive file was written anew without others.
UPDATE pages AS p
SET warc_file = $file, warc_offset = t.warc_offset
FROM (SELECT unnest($page_ids) AS page_id, unnest($offsets) AS warc_offset) AS t
WHERE p.page_id = t.page_id;

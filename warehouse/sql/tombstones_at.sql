-- What became of addresses that no longer show their article; of one the newest last.
SELECT article_id, url, kind, to_url FROM tombstones WHERE list_contains(?, url) ORDER BY seen_at;

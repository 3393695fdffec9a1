-- stock_others
-- The articles of a spool file once more, under other keys and addresses, later, each with an ending of its own.
COPY (
  SELECT * REPLACE (
    md5_number(concat(page_id, $n))::UUID AS page_id, md5_number(concat(fetched_by, $n))::UUID AS fetched_by,
    md5_number(concat(article_id, $n))::UUID AS article_id, md5_number(concat(content_hash, $n))::UUID AS content_hash,
    md5_number(concat(text_key, $n))::UUID AS text_key, md5_number(concat(record_key, $n))::UUID AS record_key,
    md5_number(concat(reading, $n))::UUID AS reading, md5_number(concat(story_id, $n))::UUID AS story_id,
    md5_number(concat(text_id, $n))::UUID AS text_id,
    [(hash(one + $n) >> 1)::BIGINT FOR one IN keys] AS keys, concat(body, ' ', $n, '.') AS body,
    replace(asked_url, '.html', concat('-', $n, '.html')) AS asked_url,
    replace(final_url, '.html', concat('-', $n, '.html')) AS final_url,
    replace(url, '.html', concat('-', $n, '.html')) AS url,
    replace(canonical_url, '.html', concat('-', $n, '.html')) AS canonical_url,
    fetched_at + $later AS fetched_at, seen_at + $later AS seen_at, published_at + $later AS published_at
  )
  FROM read_parquet($source)
) TO $target (FORMAT parquet);

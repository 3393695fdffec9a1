-- spool
-- One row per reading of a page, ready to be loaded: all that can be worked out without the warehouse.
CREATE TABLE spool (
  page_id UUID, asked_url VARCHAR, final_url VARCHAR, fetched_at TIMESTAMPTZ, status INTEGER, content_type VARCHAR,
  charset VARCHAR, bytes BIGINT, sha256 VARCHAR, warc_file VARCHAR, warc_offset BIGINT, fetched_by UUID, etag VARCHAR,
  last_modified VARCHAR,
  article_id UUID, seen_at TIMESTAMPTZ, content_hash UUID, text_key UUID, record_key UUID, reading UUID,
  story_id UUID, text_id UUID, old_id UUID, keys BIGINT[], sampled INTEGER,
  title VARCHAR, body VARCHAR, word_count INTEGER, whole VARCHAR,
  url VARCHAR, canonical_url VARCHAR, site VARCHAR, language VARCHAR, dek VARCHAR, authors VARCHAR[], byline VARCHAR,
  published_at TIMESTAMPTZ, published_precision VARCHAR, published_from VARCHAR, modified_at TIMESTAMPTZ,
  section VARCHAR, tags VARCHAR[], captions VARCHAR[], source_name VARCHAR, source_url VARCHAR, reader VARCHAR,
  provenance VARCHAR, relevance DOUBLE, topic VARCHAR, scored_by VARCHAR
);

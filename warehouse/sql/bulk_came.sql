-- bulk_came
-- The keys that come to a site with texts that were not there.
CREATE OR REPLACE TEMP TABLE came AS SELECT unnest(keys) AS key, text_id, site, sampled FROM postings;

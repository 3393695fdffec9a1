-- bulk_met
-- Where any of these keys was before.
CREATE OR REPLACE TEMP TABLE met AS
SELECT key, text_id, site FROM internal.shingle_keys WHERE key IN (SELECT key FROM came);

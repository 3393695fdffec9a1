-- tellings_held
-- Those of some tellings that were looked at before.
SELECT DISTINCT telling_id FROM internal.telling_keys WHERE telling_id IN (SELECT unnest(?));

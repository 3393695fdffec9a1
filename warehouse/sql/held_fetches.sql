SELECT fetch_id FROM fetches WHERE fetch_id IN (SELECT unnest(?));

-- redirects_of_agreements
-- Redirects from or to some agreements.
WITH concerned AS (SELECT unnest(?) AS agreement_id)
SELECT agreement_id, to_agreement_id FROM agreement_redirects
WHERE agreement_id IN (SELECT agreement_id FROM concerned) OR to_agreement_id IN (SELECT agreement_id FROM concerned);

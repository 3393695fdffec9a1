-- agreements_standing
-- Those of some agreements that have a statement.
SELECT DISTINCT agreement_id FROM agreements WHERE agreement_id IN (SELECT unnest(?));

-- names_of_parties
-- Every name under which an agreement tells a party, as written.
SELECT vietnamese_party AS name FROM agreements WHERE vietnamese_party IS NOT NULL
UNION
SELECT foreign_party FROM agreements WHERE foreign_party IS NOT NULL;

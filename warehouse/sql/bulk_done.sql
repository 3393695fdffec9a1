-- bulk_done
-- Remove what a load worked with.
DROP VIEW IF EXISTS temp.staged;
DROP TABLE IF EXISTS temp.plain;
DROP TABLE IF EXISTS temp.postings;
DROP TABLE IF EXISTS temp.came;
DROP TABLE IF EXISTS temp.met;
DROP TABLE IF EXISTS temp.lone;

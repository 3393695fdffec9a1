-- Tables of the attached target.
SELECT table_name FROM information_schema.tables WHERE table_catalog = 'elsewhere';

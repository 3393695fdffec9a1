-- Tables of the target, asked while it is the one in use, where it puts tables by itself: Postgres calls that public. Of all
-- that are attached DuckDB itself knows; Postgres has an information_schema of its own, which calls the database otherwise.
SELECT table_name FROM system.information_schema.tables
WHERE table_catalog = current_catalog() AND table_schema = current_schema();

-- Tables of the target, asked while it is the one in use, where it puts tables by itself: Postgres calls that public.
SELECT table_name FROM information_schema.tables
WHERE table_catalog = current_catalog() AND table_schema = current_schema();

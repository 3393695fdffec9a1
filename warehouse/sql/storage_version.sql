-- The open file by its name, and the version of DuckDB that can read its format.
SELECT database_name, rtrim(tags['storage_version'], '+') FROM duckdb_databases() WHERE database_name = current_database();

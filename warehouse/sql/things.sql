-- What one database defines: tables, views, columns, constraints, indexes and macros, with their comments.
SELECT 'table' AS kind, schema_name || '.' || table_name AS name, sql AS text, comment
FROM duckdb_tables() WHERE database_name = $1
UNION ALL SELECT 'view', schema_name || '.' || view_name, sql, comment
FROM duckdb_views() WHERE database_name = $1 AND NOT internal
UNION ALL SELECT 'column', schema_name || '.' || table_name || '.' || column_name, data_type || coalesce(column_default, ''), comment
FROM duckdb_columns() WHERE database_name = $1 AND NOT internal
UNION ALL SELECT 'index', schema_name || '.' || index_name, sql, comment
FROM duckdb_indexes() WHERE database_name = $1
UNION ALL SELECT 'macro', schema_name || '.' || function_name, macro_definition, comment
FROM duckdb_functions() WHERE database_name = $1 AND NOT internal AND function_type LIKE '%macro%'
ORDER BY ALL;

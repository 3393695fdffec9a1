-- Every table, view and column with its comment, the public ones first.
WITH things AS (
  SELECT schema_name, table_name AS name, 'table' AS kind, comment FROM duckdb_tables()
  UNION ALL
  SELECT schema_name, view_name, 'view', comment FROM duckdb_views() WHERE NOT internal
)
SELECT t.schema_name, t.name, t.kind, t.comment, c.column_name, c.data_type, c.comment
FROM things AS t
JOIN duckdb_columns() AS c ON c.schema_name = t.schema_name AND c.table_name = t.name
ORDER BY t.schema_name <> 'main', t.name, c.column_index;

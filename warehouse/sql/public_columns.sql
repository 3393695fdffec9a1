-- The columns of the public tables and views, in order, with what they say of themselves.
WITH thing AS (
  SELECT table_name AS name, 'table' AS kind, comment FROM duckdb_tables() WHERE schema_name = 'main'
  UNION ALL
  SELECT view_name, 'view', comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal
)
SELECT thing.name, kind, thing.comment, c.column_name, c.data_type, c.comment
FROM thing
JOIN duckdb_columns() AS c ON c.schema_name = 'main' AND c.table_name = thing.name
ORDER BY thing.name, c.column_index;

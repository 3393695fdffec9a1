"""Rows in, tables out: the only door to DuckDB. One process writes; everyone else reads the published copy."""

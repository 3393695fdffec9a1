"""The schema's own comments -> warehouse/README.md, the data dictionary. `python -m warehouse.dictionary` prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import duckdb

from warehouse.db import statement
from warehouse.migrate import migrate

_HEAD = """\
# Data dictionary

Generated from the comments in the schema: `python -m warehouse.dictionary > warehouse/README.md`.

Times are instants (`TIMESTAMPTZ`, stored in UTC); ids are UUIDs and the same on every machine. Open the published
`warehouse.duckdb` with any DuckDB client: it is never locked. `warehouse/queries/` has questions with their SQL.
"""
_INTERNAL = "\n# Internal tables\n\nSchema `internal`: how the warehouse works. They may change without notice.\n"


def dictionary() -> str:
    """Return the dictionary as Markdown: public tables and views first, then the internal ones."""
    con = duckdb.connect()
    try:
        migrate(con, Path(":memory:"))
        rows = con.execute(statement("columns")).fetchall()
    finally:
        con.close()
    return "\n".join(_lines(rows)) + "\n"


def _lines(rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield _HEAD
    internal = False
    for (schema, name, kind, comment), columns in groupby(rows, key=lambda row: row[:4]):
        if schema == "internal" and not internal:
            internal = True
            yield _INTERNAL
        title = name if schema == "main" else f"{schema}.{name}"
        yield f"## {title}\n\n{kind.capitalize()}. {comment}\n\n| column | type | meaning |\n|---|---|---|"
        yield from (f"| `{column}` | {data_type} | {meaning} |" for *_, column, data_type, meaning in columns)
        yield ""


if __name__ == "__main__":
    sys.stdout.write(dictionary())

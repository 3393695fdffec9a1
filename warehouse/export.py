"""The public tables -> files for others in an empty folder, and a manifest that says what each of them is.

DuckDB writes them itself, row by row as it reads: memory does not grow with the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from parsers.model import ZONE
from warehouse.db import statement
from warehouse.errors import WarehouseError, first_line

FORMATS = {"parquet": "parquet", "csv": "csv", "jsonl": "json"}  # ours -> DuckDB's
# Cells that begin so are formulas to spreadsheets; the full-width signs are to some, too (OWASP, "CSV Injection").
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
LONGEST_CELL = 32_767  # characters, of Excel: more are lost without a word
# When a row came, and with it the month it is filed under; the first of these that a table has, by preference.
FILED = ("published_at", "first_seen_at", "at", "happened_at", "day")
SINCE = ("last_seen_at", "last_fetched_at", "fetched_at", "seen_at", "at", "happened_at", "started_at", "day")
MONTH = "month"
# Rows held back before they are written to their partitions: more make better files and take more memory.
_HELD_BACK = 20_000
MEMORY = "600MB"  # what DuckDB may keep of it: the tables are read once, from the front to the back


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the warehouse describes it."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A public table or view."""

    name: str
    kind: str
    comment: str
    columns: tuple[Column, ...]

    def first_of(self, names: Sequence[str]) -> Column | None:
        """Its column with the first of these names that it has."""
        by_name = {column.name: column for column in self.columns}
        return next((by_name[name] for name in names if name in by_name), None)

    @property
    def partitions(self) -> tuple[str, ...]:
        """What its files are divided by: site and month where it has both."""
        return ("site", MONTH) if self.first_of(["site"]) and self.first_of(FILED) else ()


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: `since`: only rows that came or were seen again from this day on, in Vietnam."""

    format: str = "parquet"
    tables: tuple[str, ...] = ()  # none: all
    since: date | None = None
    excel: bool = False


def public_tables(con: DuckDBPyConnection) -> tuple[Table, ...]:
    """Return the public tables and views, by name."""
    rows = con.execute(statement("public_columns")).fetchall()
    return tuple(
        Table(name, kind, comment or "", tuple(Column(row[3], row[4], row[5] or "") for row in columns))
        for (name, kind, comment), columns in groupby(rows, key=lambda row: row[:3])
    )


def export(con: DuckDBPyConnection, folder: Path, order: Order) -> dict[str, Any]:
    """Write the tables into the folder; return the manifest of each, by name.

    Raises WarehouseError for a table that is not there, and when the files cannot be written.
    """
    tables = public_tables(con)
    if unknown := set(order.tables) - {table.name for table in tables}:
        known = ", ".join(table.name for table in tables)
        raise WarehouseError(f"unknown table {', '.join(sorted(unknown))}; the tables are {known}")
    wanted = [table for table in tables if not order.tables or table.name in order.tables]
    try:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"SET memory_limit = '{MEMORY}'")
        con.execute("SET threads = 1")  # one writes in the order of the table; several would hold back whole row groups
        con.execute("SET preserve_insertion_order = false")
        con.execute(f"SET partitioned_write_flush_threshold = {_HELD_BACK}")
        return {table.name: _write(con, table, folder, order) for table in wanted}
    except duckdb.Error as error:
        raise WarehouseError(f"{folder}: cannot be exported: {first_line(error)}") from error


def _write(con: DuckDBPyConnection, table: Table, folder: Path, order: Order) -> dict[str, Any]:
    """One table: a folder of its files where it is divided, else one file."""
    divided = not order.excel and table.partitions
    target = folder / table.name if divided else folder / f"{table.name}.{order.format}"
    columns = ", ".join(_columns(table, order))
    query = f"SELECT {columns} FROM {_name(table.name)}{_condition(table, order)}"  # noqa: S608  # names of ours
    [(rows,)] = con.execute(
        f"COPY ({query}) TO '{_quoted(str(target))}' ({', '.join(_options(table, order))})"
    ).fetchall()
    since = table.first_of(SINCE)
    return {
        "kind": table.kind,
        "comment": table.comment,
        "rows": rows,
        "partitioned_by": list(table.partitions) if divided else [],
        "since_by": since.name if order.since and since else None,
        "columns": [{"name": one.name, "type": one.type, "comment": one.comment} for one in table.columns],
        "files": list(_files(folder, target)),
    }


def _files(folder: Path, target: Path) -> Iterator[dict[str, object]]:
    for path in sorted(target.rglob("*")) if target.is_dir() else [target]:
        if path.is_file():
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
            yield {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": digest}


def _options(table: Table, order: Order) -> Iterator[str]:
    yield f"FORMAT {FORMATS[order.format]}"
    if order.format == "csv":
        yield "HEADER"
    if order.format == "parquet":
        yield "COMPRESSION zstd"
    if table.partitions and not order.excel:
        yield f"PARTITION_BY ({', '.join(table.partitions)}), WRITE_PARTITION_COLUMNS"
        yield f"FILENAME_PATTERN '{table.name}-{{i}}', FILE_EXTENSION '{order.format}'"


def _columns(table: Table, order: Order) -> Iterator[str]:
    for number, column in enumerate(table.columns):
        mark = "\ufeff" if order.excel and number == 0 else ""  # begins the file: Excel then reads UTF-8
        yield f"{_value(column, order)} AS {_name(mark + column.name)}"
    if table.partitions and not order.excel:
        yield f"coalesce({_month(table)}, 'unknown') AS {MONTH}"


def _value(column: Column, order: Order) -> str:
    """The column as the format can say it."""
    name = _name(column.name)
    if order.format == "parquet":
        return name
    if column.type == "TIMESTAMP WITH TIME ZONE":
        return _time(name, order)
    if column.type == "INTERVAL":
        return f"{name}::VARCHAR"
    return _text(column, name, order) if order.format == "csv" else name


def _time(name: str, order: Order) -> str:
    """ISO 8601 in UTC; for Excel, which knows no zones, the clock in Vietnam."""
    if order.excel:
        return f"strftime({name} AT TIME ZONE '{ZONE}', '%Y-%m-%d %H:%M:%S')"
    return f"strftime({name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"


def _text(column: Column, name: str, order: Order) -> str:
    """Lists joined, maps as JSON; text that a spreadsheet would take for a formula begins with an apostrophe."""
    if column.type.endswith("[]"):
        name = f"array_to_string({name}, '; ')"
    elif column.type.startswith(("MAP", "STRUCT", "JSON")):
        name = f"to_json({name})::VARCHAR"
    elif column.type != "VARCHAR":
        return name
    safe = f"CASE WHEN regexp_matches({name}, '{FORMULA}') THEN '''' || {name} ELSE {name} END"
    if not order.excel:
        return safe
    return f"CASE WHEN length({safe}) > {LONGEST_CELL} THEN left({safe}, {LONGEST_CELL - 1}) || '…' ELSE {safe} END"


def _month(table: Table) -> str:
    """The month, in Vietnam, under which a row is filed."""
    moments = (
        f"{_name(one.name)}::TIMESTAMP" if one.type == "DATE" else f"{_name(one.name)} AT TIME ZONE '{ZONE}'"
        for one in table.columns
        if one.name in FILED[:2] or one == table.first_of(FILED)
    )
    return f"strftime(coalesce({', '.join(moments)}), '%Y-%m')"


def _condition(table: Table, order: Order) -> str:
    column = table.first_of(SINCE)
    if order.since is None or column is None:
        return ""
    if column.type == "DATE":
        return f" WHERE {_name(column.name)} >= DATE '{order.since}'"
    return f" WHERE {_name(column.name)} >= TIMESTAMP '{order.since} 00:00:00' AT TIME ZONE '{ZONE}'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return text.replace("'", "''")

"""The published copy -> the same public tables in another database that DuckDB can attach, all at once or not at all.

Views become tables there, so that a reader needs nothing of ours: what they say of "now" is as of the copying.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.db import reader, statement
from warehouse.errors import WarehouseError, first_line
from warehouse.export import MEMORY, Table, public_tables

# What stands before the colon of a target -> the extension of DuckDB that can attach it.
EXTENSIONS = {"md": "motherduck", "motherduck": "motherduck", "ducklake": "ducklake", "postgres": "postgres"}
_SCHEME = re.compile(r"([a-z]{2,}):(?!\\)", re.IGNORECASE)
MARK = "hoptac_copy"  # a table in the target that says which state of the warehouse it is
_OFFLINE: Mapping[str, bool] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


@dataclass(frozen=True, slots=True)
class Copied:
    """Tables and rows that were written; `changed` is False when the target was up to date."""

    tables: int
    rows: int
    seconds: float
    changed: bool


def copy_to(published: Path, target: str) -> Copied:
    """Make the public tables of `target` those of the published copy, in one transaction; with their comments.

    `target` is what ATTACH takes: a path of another DuckDB file, or an address such as `md:hoptac`. Raises
    WarehouseError when its extension is not installed (none is ever fetched here), when it cannot be opened or
    written, or holds tables of these names that are not ours; it then stays as it was.
    """
    start = time.perf_counter()
    with reader(published) as con:  # is it ours, and whole?
        tables = public_tables(con)
    made = published.stat()
    state = (made.st_size, made.st_mtime_ns)
    con = duckdb.connect(config=dict(_OFFLINE))
    try:
        con.execute(f"SET memory_limit = '{MEMORY}'")
        _load_extension(con, target)
        con.execute(f"ATTACH '{_quoted(str(published))}' AS warehouse (READ_ONLY)")
        con.execute(f"ATTACH '{_quoted(target)}' AS elsewhere")
        con.execute("USE warehouse")
        if _refuse_foreign(con, target, tables) == state:
            return Copied(len(tables), 0, time.perf_counter() - start, changed=False)
        con.begin()
        rows = sum(_copy(con, table) for table in tables)
        mark = f"CREATE OR REPLACE TABLE elsewhere.main.{MARK} AS SELECT $1 AS bytes, $2 AS modified_ns, now() AS at"
        con.execute(mark, state)
        con.commit()
    except duckdb.Error as error:
        raise WarehouseError(f"{target}: not written, it stays as it was: {first_line(error)}") from error
    finally:
        con.close()
    return Copied(len(tables), rows, time.perf_counter() - start, changed=True)


def _load_extension(con: DuckDBPyConnection, target: str) -> None:
    found = _SCHEME.match(target)
    name = EXTENSIONS.get(found[1].lower()) if found else None
    if found and name is None:
        known = ", ".join(f"{scheme}:" for scheme in EXTENSIONS)
        raise WarehouseError(f"{target}: not a target that is known; give the path of a DuckDB file, or {known}")
    if name:
        try:
            con.execute(f"LOAD {name}")
        except duckdb.Error as error:
            raise WarehouseError(
                f"{target}: needs DuckDB's extension {name}, which is not installed; nothing is fetched behind your "
                f"back: run `INSTALL {name}` in DuckDB {duckdb.__version__} once"
            ) from error


def _refuse_foreign(con: DuckDBPyConnection, target: str, tables: tuple[Table, ...]) -> tuple[int, int] | None:
    """The state that the target is of, None for a new one. Raises WarehouseError for tables of somebody else."""
    there = {name for (name,) in con.execute(statement("tables_elsewhere")).fetchall()}
    if MARK in there:
        [(size, modified)] = con.execute(f"SELECT bytes, modified_ns FROM elsewhere.main.{MARK}").fetchall()  # noqa: S608
        return size, modified
    if taken := there & {table.name for table in tables}:
        raise WarehouseError(f"{target}: has tables of somebody else ({', '.join(sorted(taken))}); give another target")
    return None


def _copy(con: DuckDBPyConnection, table: Table) -> int:
    there, name = f'elsewhere.main."{table.name}"', f'main."{table.name}"'
    [(rows,)] = con.execute(f"CREATE OR REPLACE TABLE {there} AS FROM {name}").fetchall()
    con.execute(f"COMMENT ON TABLE {there} IS '{_quoted(table.comment)}'")
    for column in table.columns:
        con.execute(f"COMMENT ON COLUMN {there}.\"{column.name}\" IS '{_quoted(column.comment)}'")
    return int(rows)


def _quoted(text: str) -> str:
    return text.replace("'", "''")

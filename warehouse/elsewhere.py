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

from warehouse.db import discard, reader, statement
from warehouse.errors import WarehouseError, first_line
from warehouse.export import MEMORY, Column, Table, public_tables

# What stands before the colon of a target -> the extension of DuckDB that can attach it.
EXTENSIONS = {"md": "motherduck", "motherduck": "motherduck", "ducklake": "ducklake", "postgres": "postgres"}
_SCHEME = re.compile(r"([a-z]{2,}):(?!\\)", re.IGNORECASE)
POSTGRES = "postgres"  # a kind of database, as DuckDB calls it
_NESTED = re.compile(r"\b(STRUCT|MAP)\(")
MARK = "hoptac_copy"  # a table in the target that says which state of the warehouse it is
# What is installed is loaded when a target needs it (a lake in S3 needs httpfs); nothing is fetched.
OFFLINE: Mapping[str, bool] = {"autoinstall_known_extensions": False, "autoload_known_extensions": True}


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
    written, or holds tables of these names that are not ours; it then stays as it was. A column of several values
    under names (STRUCT, MAP) is JSON in Postgres.
    """
    start = time.perf_counter()
    with reader(published) as con:  # is it ours, and whole?
        tables = public_tables(con)
    made = published.stat()
    state = (made.st_size, made.st_mtime_ns)
    is_there = _SCHEME.match(target) or Path(target).exists()
    con = duckdb.connect(config=dict(OFFLINE))
    try:
        con.execute(f"SET memory_limit = '{MEMORY}'")
        kind = attach(con, published, target)
        if _refuse_foreign(con, target, tables) == state:
            return Copied(len(tables), 0, time.perf_counter() - start, changed=False)
        con.begin()
        rows = sum(_copy(con, table, kind) for table in tables)
        mark = f"CREATE OR REPLACE TABLE elsewhere.{MARK} AS SELECT $1 AS bytes, $2 AS modified_ns, now() AS at"
        con.execute(mark, state)
        con.commit()
    except duckdb.Error as error:
        con.close()
        if not is_there:
            discard(Path(target))  # it holds nothing: DuckDB would not open it again
        raise WarehouseError(f"{target}: not written, it stays as it was: {first_line(error)}") from error
    finally:
        con.close()
    return Copied(len(tables), rows, time.perf_counter() - start, changed=True)


def attach(con: DuckDBPyConnection, published: Path, target: str) -> str:
    """Attach both, the copy as what is asked and `target` as `elsewhere`; return what kind of database that is."""
    _load_extension(con, target)
    con.execute(f"ATTACH '{_quoted(str(published))}' AS warehouse (READ_ONLY)")
    con.execute(f"ATTACH '{_quoted(target)}' AS elsewhere")
    con.execute("USE warehouse")
    [(kind,)] = con.execute("SELECT type FROM duckdb_databases() WHERE database_name = 'elsewhere'").fetchall()
    return str(kind)


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
    con.execute("USE elsewhere")
    there = {name for (name,) in con.execute(statement("tables_elsewhere")).fetchall()}
    con.execute("USE warehouse")
    if MARK in there:
        [(size, modified)] = con.execute(f"SELECT bytes, modified_ns FROM elsewhere.{MARK}").fetchall()  # noqa: S608
        return size, modified
    if taken := there & {table.name for table in tables}:
        raise WarehouseError(f"{target}: has tables of somebody else ({', '.join(sorted(taken))}); give another target")
    return None


def _copy(con: DuckDBPyConnection, table: Table, kind: str) -> int:
    columns = ", ".join(as_stored(column, kind) for column in table.columns)
    asked = f'SELECT {columns} FROM main."{table.name}"'  # noqa: S608  # names of ours
    [(rows,)] = con.execute(f'CREATE OR REPLACE TABLE elsewhere."{table.name}" AS {asked}').fetchall()
    _comment(con, table, kind)
    return int(rows)


def as_stored(column: Column, kind: str) -> str:
    """The column, in SQL, as that kind of database can hold it. Postgres gets JSON for what it has no type for."""
    if kind == POSTGRES and _NESTED.search(column.type):
        return f'to_json("{column.name}") AS "{column.name}"'
    return f'"{column.name}"'


def _comment(con: DuckDBPyConnection, table: Table, kind: str) -> None:
    """Say there what its table and columns are. DuckDB cannot say it to Postgres; Postgres takes the same words."""
    name = f'"{table.name}"' if kind == POSTGRES else f'elsewhere."{table.name}"'
    said = [f"TABLE {name} IS '{_quoted(table.comment)}'"]
    said += [f"COLUMN {name}.\"{one.name}\" IS '{_quoted(one.comment)}'" for one in table.columns]
    for words in said:
        if kind == POSTGRES:
            con.execute("CALL postgres_execute('elsewhere', $1)", [f"COMMENT ON {words}"])
        else:
            con.execute(f"COMMENT ON {words}")


def _quoted(text: str) -> str:
    return text.replace("'", "''")

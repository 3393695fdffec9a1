"""The writer's file -> the same rows in a file as small as they need: what updates and deletes left is given back."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.db import GROUP, discard, frugally, statement, writer
from warehouse.errors import WarehouseError, first_line

ROWS = 12_000  # whose memory a load would be given: some 600 MB; 300,000 articles take 380 (measured)
_TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = '{}' ORDER BY ALL"


@dataclass(frozen=True, slots=True)
class Compacted:
    """Bytes before and after, and the seconds that it took."""

    before: int
    after: int
    seconds: float


def waste(con: DuckDBPyConnection) -> tuple[int, int]:
    """Return the bytes of the open file, and those of its blocks that hold nothing."""
    [(size, free)] = con.execute(statement("storage")).fetchall()
    return int(size), int(free)


def compact(path: Path, wait_seconds: float = 30) -> Compacted:
    """Write the file anew beside itself, compare the two table by table, and swap the new one in, atomically.

    Raises WarehouseError when it cannot be written or is not the same: the old file then stays. Raises as `writer`
    while somebody else has it open.
    """
    start = time.perf_counter()
    temp = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with writer(path, wait_seconds) as con:
            con.execute("CHECKPOINT")
            before = path.stat().st_size
            frugally(con, lambda: _copy(con, temp), ROWS)
            _sync(temp)
            temp.replace(path)  # while we hold the old file: nobody can open it for writing in between
            _sync(path.parent)
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(f"{path}: cannot be compacted, the file stays as it was: {first_line(error)}") from error
    finally:
        discard(temp)
    return Compacted(before, path.stat().st_size, time.perf_counter() - start)


def _copy(con: DuckDBPyConnection, temp: Path) -> None:
    discard(temp)
    [(name, version)] = con.execute(statement("storage_version")).fetchall()
    con.execute(f"ATTACH '{_quoted(temp)}' AS compacted (STORAGE_VERSION '{version}', ROW_GROUP_SIZE {GROUP})")
    try:
        con.execute(f'COPY FROM DATABASE "{name}" TO compacted')
        _compare(con, name)
        con.execute("CHECKPOINT compacted")
    finally:
        con.execute("DETACH compacted")


def _compare(con: DuckDBPyConnection, name: str) -> None:
    """Raise WarehouseError unless both have the same things with the same comments, and the same rows in each table."""
    things = statement("things")
    old, new = (con.execute(things, [database]).fetchall() for database in (name, "compacted"))
    if old != new:
        raise WarehouseError(f"compaction: {len(set(old) ^ set(new))} definitions differ; the file stays as it was")
    for schema, table in con.execute(_TABLES.format(name)).fetchall():
        sums = [_sum(con, f'"{database}"."{schema}"."{table}"') for database in (name, "compacted")]
        if sums[0] != sums[1]:
            raise WarehouseError(f"compaction: the rows of {schema}.{table} differ; the file stays as it was")


def _sum(con: DuckDBPyConnection, table: str) -> tuple[int, int]:
    [found] = con.execute(f"SELECT count(*), bit_xor(hash(t)) FROM {table} AS t").fetchall()  # noqa: S608  # names of ours
    return found[0], found[1]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

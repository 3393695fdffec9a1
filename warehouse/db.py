"""Path -> an open warehouse: the writer's file for one process, the published copy for everyone."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseError, WarehouseLocked, WarehouseMissing, first_line
from warehouse.migrate import is_ours, migrate

__all__ = [
    "WarehouseError",
    "WarehouseLocked",
    "WarehouseMissing",
    "beside",
    "discard",
    "frugally",
    "reader",
    "statement",
    "transaction",
    "unless_given_up",
    "writer",
]

# The format of new files, named so that a newer DuckDB does not write what an older one cannot open. DuckDB 1.5 reads
# v1.5.0 at most, and in that format every run writes the last 122,880 texts anew: with 60,000 articles stored a run of
# 500 costs 1.1 s of CPU in the checkpoint instead of 0.04 s, and 78 MB of file instead of 18 (DuckDB 2.0.0).
STORAGE = "v2.0.0"
# Rows that are packed together. DuckDB packs a full group while the statement still runs, on all processors; what fills
# none is packed by one, at the commit. Of 100,000 articles, fewer than its own 122,880, that commit took 2.0 s of CPU
# and takes 0.1, the process needs a third less memory; a search reads less of a word's neighbours (18 % of CPU at a
# million). The size is no part of the file: a writer with another one would join the groups anew (DuckDB 2.0.0).
GROUP = 12_288
_NAME = "hoptac"  # of the writer's file in its connection
_CONFIG: Mapping[str, bool | str] = {
    # No extension is ever fetched behind the user's back.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "storage_compatibility_version": STORAGE,
}
# What a load lets DuckDB keep in memory; the rest waits beside the file. At a million articles stored, for a batch of
# 500, this is about 340 MB of the process; 160 MB are too few, so that all is done twice (`tests.bench.warehouse`).
FRUGAL, FRUGAL_EACH = 220, 0.04  # MB; more for each row
_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_FILE_HEADERS = 3 * 4096  # bytes before the first block, DuckDB storage format


@cache
def statement(name: str) -> str:
    """Return the text of `sql/<name>.sql`."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def writer(path: Path, wait_seconds: float = 30, threads: int | None = None) -> Iterator[DuckDBPyConnection]:
    """Open the writer's file, made and migrated as needed, and close it afterwards.

    DuckDB works with so many `threads`, else with one for each processor. While another process holds the file, tries
    again for `wait_seconds`. Raises WarehouseLocked when it is still held then, WarehouseError for a file that is not
    ours, is damaged, or was made by a newer hoptac.
    """
    _make_folder(path.parent)
    con = _wait_for(path, wait_seconds, threads)
    try:
        _prepare(con, path)
        yield con
    finally:
        con.close()


@contextmanager
def reader(path: Path) -> Iterator[DuckDBPyConnection]:
    """Open the published copy read-only. Neither waits for the writer nor keeps it waiting.

    Raises WarehouseMissing when nothing was published yet, WarehouseError for a file that is not ours, is damaged, or
    was made by an older hoptac and lacks what is asked for.
    """
    if not path.exists():
        raise WarehouseMissing(f"{path}: no warehouse here yet; run `hoptac ingest` or `hoptac import` first")
    before = path.stat()
    con = _open(path, read_only=True)
    try:
        _check(con, path, before)
        yield con
    except (
        duckdb.CatalogException
    ) as error:  # of a statement of ours: those of people are explained where they are asked
        raise WarehouseError(
            f"{path}: made by an older hoptac; `hoptac ingest` or `hoptac reparse` brings it up to date"
        ) from error
    finally:
        con.close()


@contextmanager
def transaction(con: DuckDBPyConnection, what: str) -> Iterator[None]:
    """All or nothing: commit at the end of the block, roll back on any error.

    Raises WarehouseError naming `what` for an error of DuckDB or a value that cannot be stored.
    """
    con.begin()
    try:
        yield
        con.commit()
    except BaseException as error:
        if _gave_up(error):
            again = "open it again: what was stored is whole, and is not stored twice"
            raise WarehouseError(f"{what}: stopped in storing: {first_line(error)}; {again}") from error
        _roll_back(con)
        if isinstance(error, duckdb.Error | UnicodeEncodeError | OverflowError):
            raise WarehouseError(f"{what}: not stored, nothing was changed: {first_line(error)}") from error
        raise


def _gave_up(error: BaseException) -> bool:
    """Whether DuckDB gave up the file: it could not be written after the commit was; opening it tells."""
    return isinstance(error, duckdb.FatalException) or "has been invalidated" in str(error)


@contextmanager
def unless_given_up() -> Iterator[None]:
    """Clear up after an error: what can no longer be done, in a file that was given up, is left and hides no error."""
    try:
        yield
    except duckdb.Error as error:
        if not _gave_up(error):
            raise


Done = TypeVar("Done")


def frugally(con: DuckDBPyConnection, work: Callable[[], Done], rows: int) -> Done:
    """Do the work, which is all or nothing, with little memory; where that is too little, again with all there is."""
    [(path,)] = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    if path is None:
        return work()  # a database in memory has nowhere else to be
    try:
        con.execute(f"SET memory_limit = '{FRUGAL + round(FRUGAL_EACH * rows)}MB'")
        return work()
    except (duckdb.OutOfMemoryException, WarehouseError) as error:
        if not _is_short_of_memory(error):
            raise
    finally:
        with unless_given_up():
            con.execute("RESET memory_limit")
    return work()


def _is_short_of_memory(error: BaseException) -> bool:
    """A commit that finds too little is a TransactionException, with the same words."""
    causes = [one for one in (error, error.__cause__) if isinstance(one, duckdb.Error)]
    return any(isinstance(one, duckdb.OutOfMemoryException) or "could not allocate" in str(one) for one in causes)


def _roll_back(con: DuckDBPyConnection) -> None:
    try:
        con.rollback()
    except duckdb.TransactionException:
        return  # a failed commit has already rolled back


def discard(path: Path) -> None:
    """Remove a file, if there is one, and its log: what failed in the middle leaves one, and it fits no other file."""
    for one in (path, path.with_name(f"{path.name}.wal")):
        one.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"{folder}: cannot be used as a folder: {error.strerror}") from error


def _wait_for(path: Path, wait_seconds: float, threads: int | None) -> DuckDBPyConnection:
    deadline = time.monotonic() + wait_seconds
    pause = 0.02
    while True:
        try:
            return _open(path, read_only=False, threads=threads)
        except WarehouseLocked:
            left = deadline - time.monotonic()
            if left <= 0:
                raise
        # Jitter keeps two waiting writers from knocking at the same moments.
        time.sleep(min(left, pause * random.uniform(0.5, 1.5)))  # noqa: S311
        pause = min(1.0, pause * 1.6)


def beside(con: DuckDBPyConnection) -> DuckDBPyConnection:
    """Return a second connection to what this one has open, to read from while the first is in use."""
    cursor = con.cursor()
    [(name,)] = con.execute("SELECT current_database()").fetchall()
    cursor.execute(f'USE "{name}"')
    return cursor


def _open(path: Path, *, read_only: bool, threads: int | None = None) -> DuckDBPyConnection:
    try:
        con = duckdb.connect(str(path), read_only=True, config=dict(_CONFIG)) if read_only else _attached(path, threads)
    except duckdb.Error as error:
        raise _explained(path, error) from error
    con.execute("SET enable_progress_bar = false")  # it goes to the standard output, into an answer in JSON
    # More keys than this are looked up by a Bloom filter, whose false hits unpack texts all over the table: a run of
    # 500 articles asks for 200 texts, which at a million stored took 0.6 s of CPU instead of 0.07.
    con.execute("SET dynamic_or_filter_threshold = 2000")
    return con


def _attached(path: Path, threads: int | None) -> DuckDBPyConnection:
    """Open a file for writing. Only ATTACH can say how large its groups of rows are to be.

    A second writer of this process leaves the lock alone; `duckdb.connect` on the same file would not: DuckDB closes it
    again before it refuses, and with that the process gives its lock away (fcntl). Others read the published copy.
    """
    limits = {"threads": threads} if threads else {}
    con = duckdb.connect(config={**_CONFIG, **limits, "temp_directory": f"{path}.tmp"})
    try:
        quoted = str(path).replace("'", "''")
        con.execute(f"ATTACH '{quoted}' AS {_NAME} (TYPE duckdb, ROW_GROUP_SIZE {GROUP})")
        con.execute(f"USE {_NAME}")
    except duckdb.Error:
        con.close()
        raise
    return con


def _explained(path: Path, error: duckdb.Error) -> WarehouseError:
    text = str(error)
    if holder := _HOLDER.search(text):
        program, pid = Path(holder["program"]).name, holder["pid"]
        return WarehouseLocked(
            f"{path}: in use by {program} (process {pid}); wait for it to end or stop it, then run this again. "
            "To read, open the published warehouse.duckdb: it is never locked"
        )
    if "Could not set lock" in text:
        return WarehouseLocked(f"{path}: in use by another process; wait for it to end, then run this again")
    if "already attached" in text:
        return WarehouseLocked(f"{path}: in use by another thread of this process; wait for it to end, then try again")
    if "not a valid DuckDB database file" in text:
        return WarehouseError(f"{path}: not a DuckDB file; nothing was touched: move it away or use another --home")
    if "Could not read enough bytes" in text:
        return _damaged(path)
    return WarehouseError(f"{path}: cannot be opened: {first_line(error)}")


def _damaged(path: Path) -> WarehouseError:
    return WarehouseError(
        f"{path}: damaged or cut short; put back a copy, or move it away: the next run starts from what is left"
    )


def _prepare(con: DuckDBPyConnection, path: Path) -> None:
    """Bring the writer's file up to date, once it is sure that all of it is there."""
    try:
        needed = _needed(con)
        if path.stat().st_size < needed:
            raise _damaged(path)
        migrate(con, path)
    except duckdb.Error as error:
        raise _explained(path, error) from error


def _check(con: DuckDBPyConnection, path: Path, before: os.stat_result) -> None:
    try:
        ours, needed = is_ours(con), _needed(con)
    except duckdb.Error as error:
        raise _explained(path, error) from error
    if not ours:
        raise WarehouseError(f"{path}: a DuckDB file, but not a hoptac warehouse")
    # If a new copy was published meanwhile, `before` is not the file we opened, or not as it was.
    now = path.stat()
    if max(before.st_size, now.st_size) < needed and before.st_ino == now.st_ino:
        raise _damaged(path)


def _needed(con: DuckDBPyConnection) -> int:
    """Bytes that the file has at least. DuckDB opens one whose tail is missing and fails when a query gets there.

    Free blocks at the end may never have been written.
    """
    asked = "SELECT block_size * used_blocks FROM pragma_database_size() WHERE database_name = current_database()"
    [(used,)] = con.execute(asked).fetchall()
    return int(used) + _FILE_HEADERS

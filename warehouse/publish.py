"""The writer's file -> the published read copy, swapped in whole: readers see the old one or the new one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse import copying
from warehouse.db import WarehouseLocked, reader
from warehouse.errors import WarehouseError, first_line

# Larger copies keep the one before as a spare, which the next one is made of: a disk writes 0.4 GB a second.
SPARE_FROM = 64 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing took: seconds, and bytes of the copy. `changed` is False when the copy was up to date."""

    seconds: float
    bytes: int
    changed: bool


def restore(published: Path, writers: Path) -> bool:
    """Begin a lost writer's file anew from the published copy, which is the same file; say whether that was needed.

    Raises WarehouseError when the copy is not a warehouse of ours or cannot be copied.
    """
    if writers.exists() or not published.exists():
        return False
    with reader(published):  # is it ours, and whole?
        temp = writers.with_name(f".{writers.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(published, temp)
        _sync(temp)
        writers.with_name(f"{writers.name}.wal").unlink(missing_ok=True)  # the log of a file that is no more
        temp.replace(writers)
        _sync(writers.parent)
    except OSError as error:
        raise WarehouseError(f"{writers}: cannot be copied from {published}: {error.strerror}") from error
    finally:
        temp.unlink(missing_ok=True)
    return True


def publish(con: DuckDBPyConnection, source: Path, target: Path) -> Published:
    """Make `target` the copy of `source`, which `con` has open for writing; do nothing when it already is.

    CHECKPOINT, copy beside the target, fsync, atomic rename: a reader never waits, never blocks, and keeps the copy
    it has open. Raises WarehouseError when the copy cannot be written or `target` is a file that is not ours; the
    old copy then stays.
    """
    start = time.perf_counter()
    _checkpoint(con, source)
    made = source.stat()
    changed = not _is_copy_of(target, made)
    if changed:
        _refuse_foreign(target)
        try:
            _swap_in(source, target, made)
        except OSError as error:
            raise WarehouseError(f"{target}: cannot be published, the old copy stays: {error.strerror}") from error
    return Published(time.perf_counter() - start, made.st_size, changed)


def _swap_in(source: Path, target: Path, made: os.stat_result) -> None:
    _remove_left_overs(target)
    temp, spare = (target.with_name(f".{target.name}.{end}") for end in (f"{os.getpid()}.tmp", "spare"))
    try:
        _copy(source, temp, spare, made)
        if made.st_size >= SPARE_FROM:
            _keep(target, spare)
        temp.replace(target)
        _sync(target.parent)
    finally:
        temp.unlink(missing_ok=True)


def _keep(target: Path, spare: Path) -> None:
    """A second name for the copy that is about to be replaced. Some file systems have none: then there is no spare."""
    with suppress(OSError):
        spare.hardlink_to(target)


def _checkpoint(con: DuckDBPyConnection, source: Path) -> None:
    try:
        con.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise WarehouseError(f"{source}: cannot be checkpointed: {first_line(error)}") from error


def _remove_left_overs(target: Path) -> None:
    """Whoever publishes holds the writer's file alone, so other temporary copies are those of dead runs.

    A log beside the copy is that of somebody who opened it for writing; it does not fit the next copy.
    """
    for path in (*target.parent.glob(f".{target.name}.*.tmp"), target.with_name(f"{target.name}.wal")):
        path.unlink(missing_ok=True)


def _is_copy_of(target: Path, made: os.stat_result) -> bool:
    """The copy carries the time of the file it was made from; DuckDB writes that file only when something changed."""
    try:
        held = target.stat()
    except FileNotFoundError:
        return False
    return (held.st_size, held.st_mtime_ns) == (made.st_size, made.st_mtime_ns)


def _refuse_foreign(target: Path) -> None:
    if target.exists():
        try:
            with reader(target):
                pass
        except WarehouseLocked:
            return  # somebody opened the copy for writing: it is a DuckDB file, and stays theirs until they close it


def _copy(source: Path, temp: Path, spare: Path, made: os.stat_result) -> None:
    command = [sys.executable, "-I", "-S", copying.__file__, *map(str, (source, temp, spare))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # no shell, own arguments
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise WarehouseError(f"{temp.parent}: the read copy cannot be written, the old one stays: {reason}")
    os.utime(temp, ns=(made.st_atime_ns, made.st_mtime_ns))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

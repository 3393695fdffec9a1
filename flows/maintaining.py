"""A home -> the same home, tidied: expired pages, old logs, left-over files, unused room in the writer's file.

Plain functions, one for each kind; `maintain` runs them in order. A dry run says what they would do and does nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.expiring import Expiry, emptied_files, expire_pages, would_expire
from flows.lock import alone
from flows.logs import FILE, logged
from flows.pipeline import begin, ended
from flows.settings import Settings
from warehouse.compact import ROWS, Compacted, compact, waste
from warehouse.db import WarehouseMissing, frugally, reader, writer
from warehouse.load import save_run
from warehouse.publish import publish, restore
from warehouse.rows import RunRow
from warehouse.searching import is_scattered, rebuild, sort

WASTE = 0.2  # share of unused blocks from which the writer's file is written anew
STALE = timedelta(days=1)  # age of DuckDB's own left-overs: a reader may be using younger ones


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What was done, or would be by a dry run. Sizes in bytes; `compacted` is None where it was not worth it."""

    dry_run: bool
    expiry: Expiry
    size: int  # of the writer's file when it began
    unused: int  # of that
    compacted: Compacted | None
    index_sorted: bool  # whether the search index was put in order by itself
    removed: Mapping[str, int]  # files of the archive, old logs and left-over files -> bytes

    def values(self) -> dict[str, Any]:
        """The upkeep as plain values."""
        expired = {"pages": dict(self.expiry.pages), "bytes": self.expiry.bytes, "problems": dict(self.expiry.problems)}
        compacted = asdict(self.compacted) if self.compacted else None
        sizes = {"size": self.size, "unused": self.unused, "compacted": compacted, "index_sorted": self.index_sorted}
        return {"dry_run": self.dry_run, "expired": expired, **sizes, "removed": dict(self.removed)}


def maintain(settings: Settings, *, dry_run: bool = False, compact_always: bool = False) -> Upkeep:
    """Tidy the home, in this order: expired pages, the writer's file, the published copy, old files.

    Raises WarehouseMissing where there is no warehouse, HomeBusy while a run is at work. A kill at any point loses
    nothing: a file of the archive goes only when the published copy no longer names it.
    """
    if not settings.writer_file.exists() and not settings.warehouse_file.exists():
        raise WarehouseMissing(f"{settings.home}: no warehouse here yet; run `hoptac ingest` or `hoptac import` first")
    with alone(settings.home), logged(settings.logs):
        run = begin("maintain", {"keep_pages": settings.keep_pages, "keep_logs": settings.keep_logs}, settings)
        before = run.started_at - timedelta(days=settings.keep_pages) if settings.keep_pages is not None else None
        if dry_run:
            return _would_do(settings, run.started_at, before)
        restore(settings.warehouse_file, settings.writer_file)
        expiry = expire_pages(settings, run, before) if before else Expiry()
        with writer(settings.writer_file, settings.lock_wait) as con:
            size, unused = waste(con)
        worth = compact_always or unused >= WASTE * size
        if worth:
            with writer(settings.writer_file, settings.lock_wait) as con:
                rebuild(con)  # longer runs of words, and none of texts that are no more
        compacted = compact(settings.writer_file, settings.lock_wait) if worth else None
        with writer(settings.writer_file, settings.lock_wait) as con:
            if index_sorted := is_scattered(con):
                frugally(con, lambda: sort(con), ROWS)
        _end(settings, run, expiry)
        rubbish = list(dict.fromkeys((*expiry.emptied, *_rubbish(settings, run.started_at, before))))
        removed = _sizes(settings, rubbish)
        for path in rubbish:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return Upkeep(dry_run, expiry, size, unused, compacted, index_sorted, removed)


def _would_do(settings: Settings, now: datetime, before: datetime | None) -> Upkeep:
    with reader(settings.warehouse_file) as con:
        size, unused = waste(con)
        index_sorted = unused < WASTE * size and is_scattered(con)
    expiry = would_expire(settings, before) if before else Expiry()
    return Upkeep(True, expiry, size, unused, None, index_sorted, _sizes(settings, _rubbish(settings, now, before)))


def _end(settings: Settings, run: RunRow, expiry: Expiry) -> None:
    """Record the run, if it changed anything, and publish: a copy of an older hoptac is brought up to date, too."""
    with writer(settings.writer_file, settings.lock_wait) as con:
        if expiry.pages:
            save_run(con, ended(run, {f"expired {reason}": count for reason, count in expiry.pages.items()}))
        publish(con, settings.writer_file, settings.warehouse_file)


def _rubbish(settings: Settings, now: datetime, before: datetime | None) -> list[Path]:
    """What is not needed any more."""
    emptied = emptied_files(settings, before) if before else ()
    return [*emptied, *_old_logs(settings, now), *_left_overs(settings, now)]


def _sizes(settings: Settings, paths: Iterable[Path]) -> dict[str, int]:
    return {str(path.relative_to(settings.home)): _bytes(path) for path in paths}


def _old_logs(settings: Settings, now: datetime) -> list[Path]:
    """Log files that are no longer written to, once they are old enough."""
    oldest = (now - timedelta(days=settings.keep_logs)).timestamp()
    return [path for path in settings.logs.glob(f"{FILE}.*") if path.stat().st_mtime < oldest]


def _left_overs(settings: Settings, now: datetime) -> list[Path]:
    """Temporary files of killed processes: nobody else is at work here, but readers may have spill folders."""
    ours = [*settings.home.glob(".*.duckdb.*.tmp*"), *settings.archive.glob(".*.warc.gz.tmp")]
    spilled = [path for path in settings.home.glob("*.duckdb.tmp") if path.stat().st_mtime < (now - STALE).timestamp()]
    return [*ours, *spilled]


def _bytes(path: Path) -> int:
    return (
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size
    )

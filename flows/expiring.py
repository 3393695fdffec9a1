"""A day -> the archive without the pages that nothing rests on and that were last received before it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from flows.reading import page_id
from flows.rewriting import without
from flows.settings import Settings
from flows.warc import pages, read
from flows.warc_records import ArchiveError, run_of
from warehouse.db import reader, writer
from warehouse.expiry import ExpiredPage, KeptPage, expirable, expire, files_of_pages, known_pages, pages_in
from warehouse.holdings import all_runs
from warehouse.rows import RunRow
from warehouse.version import require_current

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Expiry:
    """What left the archive, or would: pages and the bytes of their bodies by reason; files that may now go."""

    pages: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    emptied: list[Path] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)  # file -> one line; it stays as it was

    def add(self, gone: Sequence[ExpiredPage]) -> None:
        """Count pages that go."""
        self.pages.update(page.reason for page in gone)
        self.bytes += sum(page.bytes for page in gone)


def would_expire(settings: Settings, before: datetime) -> Expiry:
    """What `expire_pages` would take out, by the published copy. Nothing is done."""
    expiry = Expiry()
    with reader(settings.warehouse_file) as con:
        require_current(con, settings.warehouse_file)
        for file, gone in expirable(con, before):
            if run_of(settings.archive / file):
                expiry.add(gone)
    return expiry


def expire_pages(settings: Settings, run: RunRow, before: datetime) -> Expiry:
    """Write every file that holds such pages anew without them, and record it; the old files are `emptied`.

    They may be removed once the published copy no longer names them. A file that cannot be read stays as it is.
    """
    expiry = Expiry()
    with writer(settings.writer_file, settings.lock_wait) as con:
        for file, gone in expirable(con, before):
            path = settings.archive / file
            if run_of(path) is None:
                continue  # only files of our own runs are written anew
            try:
                kept = pages_in(con, file, {page.page_id for page in gone})
                new, offsets = _write_anew(path, gone, kept, before)
                expire(con, gone, new, offsets, run)
            except ArchiveError as error:
                log.error("%s", error)  # the message says it all
                expiry.problems[file] = str(error)
                continue
            expiry.add(gone)
            expiry.emptied.append(path)
    return expiry


def _write_anew(
    path: Path, gone: Sequence[ExpiredPage], kept: Sequence[KeptPage], before: datetime
) -> tuple[str, dict[UUID, int]]:
    """The new file's name and where the pages that stay begin in it. Raises ArchiveError unless all are there."""
    new, places = without(path, {page.warc_offset for page in gone}, {page.warc_offset for page in kept}, before)
    offsets = {}
    try:
        for page in kept:
            offsets[page.page_id] = place = places.get(page.warc_offset, -1)
            if place < 0 or read(new, place).sha256 != page.sha256:
                raise ArchiveError(
                    f"{path}: the page at {page.warc_offset} is not as it was stored; nothing was removed"
                )
    except ArchiveError:
        new.unlink(missing_ok=True)
        raise
    return new.name, offsets


def emptied_files(settings: Settings, before: datetime) -> Iterator[Path]:
    """Files that no page is in any more: what a killed upkeep left, and runs that found nothing new, once they are old.

    A file goes only when it can be read whole and the warehouse knows every page that it shows.
    """
    with reader(settings.warehouse_file) as con:
        named, runs = files_of_pages(con), all_runs(con)
        for path in sorted(settings.archive.glob("*.warc.gz")):
            run = run_of(path)
            if run is None or path.name in named or path.stat().st_mtime >= before.timestamp():
                continue
            ended = runs[run[0]].finished_at if run[0] in runs else None
            if ended and ended < before and _shows_only(path, lambda ids: len(known_pages(con, ids)) == len(ids)):
                yield path


def _shows_only(path: Path, are_known: Callable[[list[UUID]], bool]) -> bool:
    try:
        return are_known(list({page_id(page) for _, page in pages(path)}))
    except ArchiveError as error:
        log.error("%s", error)
        return False

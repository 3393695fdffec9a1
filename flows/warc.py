"""Pages -> WARC files and back: the archive, one gzip member per record. What a record holds: `flows/records.py`."""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from isal import isal_zlib
from warcio.exceptions import ArchiveLoadFailed

from flows.records import ASKED, MAX_BODY, REPEATS, WHOLE, decoded_headers, exchange, from_http, revisit, warcinfo
from flows.warc_records import ArchiveError, Record, brief, each, opened, records, run_of, time_of
from parsers.model import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from warehouse.rows import PageRow

__all__ = ["Archive", "ArchiveError", "Record", "decoded_headers", "packed", "pages", "read", "records", "run_of"]

# Of ISA-L: as small as zlib's 2 in a quarter of the time. Its 3 takes 1.7 times as long for 3 %, zlib's 6 ten for 11 %.
LEVEL = 2
MAX_FILE = 1 << 30  # bytes; then the run goes on in a further file: the WARC standard advises 1 GB
TARGETS = ("http://", "https://", "urn:")
REFERENCES = 8  # revisits of revisits that are followed to the record that holds the body


class Archive:
    """The WARC file of one run, or files when it is long. Use as a context manager; the first page makes the file."""

    def __init__(self, folder: Path, run_id: UUID, max_file: int = MAX_FILE) -> None:
        self.path = folder / f"{run_id}.warc.gz"
        self._run_id = run_id
        self._max_file = max_file
        self._number = 0
        self._file: BinaryIO | None = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.sync()
        finally:
            self._close()

    def append(self, page: Page, request: str = "", server: str = "") -> tuple[str, int]:
        """Write a page, and the request that brought it. Returns the file's name and the record's offset, for `read`.

        What is written is with the system at once: a kill loses nothing, only a power cut what was not synced. Raises
        ArchiveError when the file cannot be written; nothing more is then appended to it, so that a torn record can
        only be its last.
        """
        return self._write(exchange(page, request, server))

    def repeat(self, of: PageRow, at: datetime, page: Page | None, request: str, server: str) -> tuple[str, int]:
        """Write that a page is as it was; `page` is what came, None for a 304. Returns and raises as `append`."""
        return self._write(revisit(of, at, page, request, server))

    def sync(self) -> None:
        """Have everything appended so far on the disk itself, not only on its way there. Raises ArchiveError."""
        self.syncing()()

    def syncing(self) -> Callable[[], None]:
        """What does `sync` for everything appended so far, in whatever thread, while further pages are appended.

        A file that was full before was synced when it was left. Its own handle outlives that file's.
        """
        if self._file is None:
            return _nothing
        try:
            handle, path = os.dup(self._file.fileno()), self.path
        except OSError as error:
            raise self._broken(error) from error

        def sync() -> None:
            try:
                os.fsync(handle)
            except OSError as error:
                raise ArchiveError(f"{path}: cannot be written ({brief(error)})") from error
            finally:
                os.close(handle)

        return sync

    def _write(self, records: tuple[bytes, bytes]) -> tuple[str, int]:
        members = b"".join(packed(record) for record in records if record)
        try:
            file = self._file or self._open()
            if file.tell() > self._max_file:
                file = self._next()
            offset = file.tell()
            file.write(members)
            file.flush()
        except OSError as error:
            raise self._broken(error) from error
        return self.path.name, offset

    def _next(self) -> BinaryIO:
        self.sync()
        self._close()
        self._number += 1
        self.path = self.path.with_name(f"{self._run_id}-{self._number:05}.warc.gz")
        return self._open()

    def _broken(self, error: OSError) -> ArchiveError:
        self._close()
        return ArchiveError(f"{self.path}: cannot be written ({brief(error)})")

    def _close(self) -> None:
        file, self._file = self._file, None
        with suppress(OSError):  # what could not be written was said before
            if file:
                file.close()

    def _open(self) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("xb")  # a run's file is its own: never write into another's
        self._file.write(packed(warcinfo(self.path.name)))
        return self._file


def packed(record: bytes) -> bytes:
    """A record as a gzip member of its own."""
    return bytes(isal_zlib.compress(record, LEVEL, zlib.MAX_WBITS | 16))


def _nothing() -> None:
    """Where no page was appended there is nothing to sync."""


def read(path: Path, offset: int) -> Page:
    """The page at an offset that `append`, `repeat` or `pages` gave. Raises ArchiveError when there is none."""
    return _read(path, offset, REFERENCES)


def _read(path: Path, offset: int, references: int) -> Page:
    try:
        with opened(path) as file:
            file.seek(offset)
            page = next((_page(record, path, references) for _, record in each(file)), None)
    except (OSError, ArchiveLoadFailed) as error:
        raise ArchiveError(f"{path}: cannot be read at {offset} ({brief(error)})") from error
    if page is None:
        raise ArchiveError(f"{path}: no whole page at {offset}")
    return page


def pages(path: Path) -> Iterator[tuple[int, Page]]:
    """Every page of a WARC file, ours or somebody else's, plain or gzip, with its offset.

    One record is in memory at a time. Taken are responses and resources with an http(s) or urn: address, and our own
    revisits. A half-written last record is left out: its page was never promised. In a file that is one gzip member
    for all records, offsets count unpacked bytes. Raises ArchiveError when the file is no WARC file, or is broken
    before its end.
    """
    try:
        with opened(path) as file:
            for offset, record in each(file):
                if (page := page_of(record, path)) is not None:
                    yield offset, page
    except (OSError, ArchiveLoadFailed) as error:
        raise ArchiveError(f"{path}: cannot be read ({brief(error)})") from error


def page_of(record: Any, path: Path) -> Page | None:
    """The page in a record of the file at `path`, its content not read yet; None when it holds none, or not all."""
    return _page(record, path, REFERENCES)


def _page(record: Any, path: Path, references: int) -> Page | None:
    """The page in a record of the file at `path`; None when it holds none, or not all of it."""
    fields = record.rec_headers
    target = fields.get_header("WARC-Target-URI") or ""
    repeats = fields.get_header(REPEATS) if record.rec_type == "revisit" else None
    if (record.rec_type not in WHOLE and not repeats) or not target.startswith(TARGETS):
        return None
    length = fields.get_header("Content-Length") or ""  # not record.length: 0 for a torn number
    if not length.isdigit() or int(length) > MAX_BODY:
        return None
    content = record.raw_stream.read()
    fetched_at = time_of(fields.get_header("WARC-Date"))
    if record.raw_stream.limit or fetched_at is None:
        return None
    if repeats:
        origin = (fields.get_header("WARC-Refers-To-Target-URI"), time_of(fields.get_header("WARC-Refers-To-Date")))
        return _repeated(repeats, fetched_at, path, references, origin)
    if record.rec_type == "resource":
        return Page(target, content, fetched_at, headers={"content-type": record.content_type or ""})
    asked = fields.get_header(ASKED)
    return from_http(content, asked or target, target if asked else "", fetched_at)


def _repeated(
    reference: str, at: datetime, path: Path, references: int, origin: tuple[str | None, datetime | None]
) -> Page | None:
    """The page that a revisit says is as it was, as seen then; None when its record is not there any more.

    Where its file was written anew, it is the record with the `origin`, address and time, among the files of that run.
    """
    name, _, offset = reference.rpartition(" ")
    if not references or not offset.isdigit() or "/" in name:
        return None
    file, place = path.with_name(name), int(offset)
    if not file.exists():
        file, place = _moved(file, origin)
    with suppress(ArchiveError):
        return replace(_read(file, place, references - 1), fetched_at=at)
    return None


def _moved(file: Path, origin: tuple[str | None, datetime | None]) -> tuple[Path, int]:
    named = run_of(file)
    for other in sorted(file.parent.glob(f"{named[0]}*.warc.gz")) if named else ():
        place = _index(other, other.stat().st_mtime_ns).get(origin)
        if place is not None:
            return other, place
    return file, 0


@lru_cache(maxsize=4)  # the files of one run, while its records are looked up
def _index(path: Path, written: int) -> dict[tuple[str | None, datetime | None], int]:  # noqa: ARG001  # part of the key
    with suppress(ArchiveError):
        return {(one.target, one.at): one.offset for one in records(path) if one.kind in WHOLE}
    return {}

"""Pages -> WARC files and back: the archive, one gzip member per record. What a record holds: `flows/records.py`."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from io import BufferedReader
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import UUID

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from flows.records import ASKED, MAX_BODY, REPEATS, decoded_headers, exchange, from_http, revisit, warcinfo
from parsers.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.rows import PageRow

__all__ = ["Archive", "ArchiveError", "decoded_headers", "pages", "read", "run_of"]

GZIP_LEVEL = 3  # 9 takes five times as long on a news page and saves 14 % (measured)
MAX_FILE = 1 << 30  # bytes; then the run goes on in a further file: the WARC standard advises 1 GB
TARGETS = ("http://", "https://", "urn:")
REFERENCES = 8  # revisits of revisits that are followed to the record that holds the body
FIRST_RECORD = 1 << 20  # bytes looked at to see how a file is packed
_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(\d+))?\.warc\.gz")


class ArchiveError(Exception):
    """A WARC file cannot be written or read; the message names it."""


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
        if self._file is None:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._broken(error) from error

    def _write(self, records: tuple[bytes, bytes]) -> tuple[str, int]:
        members = b"".join(gzip.compress(record, GZIP_LEVEL, mtime=0) for record in records if record)
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
        return ArchiveError(f"{self.path}: cannot be written ({_brief(error)})")

    def _close(self) -> None:
        file, self._file = self._file, None
        with suppress(OSError):  # what could not be written was said before
            if file:
                file.close()

    def _open(self) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("xb")  # a run's file is its own: never write into another's
        self._file.write(gzip.compress(warcinfo(self.path.name), GZIP_LEVEL, mtime=0))
        return self._file


def run_of(path: Path) -> tuple[UUID, int] | None:
    """The run that wrote an archive file and the file's number among those of the run; None for a stranger's."""
    found = _NAME.fullmatch(path.name)
    return (UUID(found[1]), int(found[2] or 0)) if found else None


def read(path: Path, offset: int) -> Page:
    """The page at an offset that `append`, `repeat` or `pages` gave. Raises ArchiveError when there is none."""
    return _read(path, offset, REFERENCES)


def _read(path: Path, offset: int, references: int) -> Page:
    try:
        with _opened(path) as file:
            file.seek(offset)
            page = next((_page(record, path, references) for _, record in _records(file)), None)
    except (OSError, ArchiveLoadFailed) as error:
        raise ArchiveError(f"{path}: cannot be read at {offset} ({_brief(error)})") from error
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
        with _opened(path) as file:
            for offset, record in _records(file):
                if (page := _page(record, path, REFERENCES)) is not None:
                    yield offset, page
    except (OSError, ArchiveLoadFailed) as error:
        raise ArchiveError(f"{path}: cannot be read ({_brief(error)})") from error


def _brief(error: Exception) -> str:
    """What an error says, on one line; the file is named beside it."""
    text = error.strerror if isinstance(error, OSError) else None
    return " ".join((text or str(error)).split())[:200]


def _opened(path: Path) -> BinaryIO:
    """The file, unpacked when all its records share one gzip member, which no offset could point into."""
    file = path.open("rb")
    try:
        start = file.read(FIRST_RECORD)
        file.seek(0)
        if not _shares_one_member(start):
            return file
    except OSError:
        file.close()
        raise
    file.close()
    return cast(BinaryIO, BufferedReader(gzip.open(path)))


def _shares_one_member(start: bytes) -> bool:
    """Does the first gzip member go on after the end of the first record?"""
    if not start.startswith(b"\x1f\x8b"):
        return False
    with suppress(zlib.error):
        plain = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, FIRST_RECORD)
        head, end, _ = plain.partition(b"\r\n\r\n")
        length = re.search(rb"(?im)^content-length:\s*(\d{1,9})\s*$", head.replace(b"\r", b""))
        return bool(end and length) and len(plain) > len(head) + 8 + int(cast(re.Match[bytes], length)[1])
    return False


def _records(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Each record with its offset; unparsed, its content still in the file."""
    records = WARCIterator(file, no_record_parse=True)
    known = False
    try:
        while True:
            record = next(records, None)
            if record is None:
                return
            yield records.offset, record
            known = True
    except EOFError:  # the one gzip member of the file is torn
        return
    except ArchiveLoadFailed:
        if not known or file.read(1):  # not a torn tail
            raise
    finally:
        records.close()


def _page(record: Any, path: Path, references: int) -> Page | None:
    """The page in a record of the file at `path`; None when it holds none, or not all of it."""
    fields = record.rec_headers
    target = fields.get_header("WARC-Target-URI") or ""
    repeats = fields.get_header(REPEATS) if record.rec_type == "revisit" else None
    if (record.rec_type not in ("response", "resource") and not repeats) or not target.startswith(TARGETS):
        return None
    length = fields.get_header("Content-Length") or ""  # not record.length: 0 for a torn number
    if not length.isdigit() or int(length) > MAX_BODY:
        return None
    content = record.raw_stream.read()
    fetched_at = _time(fields.get_header("WARC-Date"))
    if record.raw_stream.limit or fetched_at is None:
        return None
    if repeats:
        return _repeated(repeats, fetched_at, path, references)
    if record.rec_type == "resource":
        return Page(target, content, fetched_at, headers={"content-type": record.content_type or ""})
    asked = fields.get_header(ASKED)
    return from_http(content, asked or target, target if asked else "", fetched_at)


def _repeated(reference: str, at: datetime, path: Path, references: int) -> Page | None:
    """The page that a revisit says is as it was, as seen then; None when its record is not there any more."""
    name, _, offset = reference.rpartition(" ")
    if not references or not offset.isdigit() or "/" in name:
        return None
    with suppress(ArchiveError):
        return replace(_read(path.with_name(name), int(offset), references - 1), fetched_at=at)
    return None


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError:
        return None

"""A WARC file -> its records, one after another, unparsed. What a record holds: `flows/records.py`."""

from __future__ import annotations

import gzip
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from io import BufferedReader
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import UUID

from isal import isal_zlib
from warcio.archiveiterator import WARCIterator
from warcio.bufferedreaders import BufferedReader as Unpacking
from warcio.exceptions import ArchiveLoadFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST_RECORD = 1 << 20  # bytes looked at to see how a file is packed
GZIP = zlib.MAX_WBITS | 16
_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(\d+))?\.warc\.gz")


class ArchiveError(Exception):
    """A WARC file cannot be written or read; the message names it."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a file whose records are packed each by itself: its bytes are those from `offset` to `end`."""

    offset: int
    end: int
    kind: str
    target: str
    at: datetime | None


def run_of(path: Path) -> tuple[UUID, int] | None:
    """The run that wrote an archive file and the file's number among those of the run; None for a stranger's."""
    found = _NAME.fullmatch(path.name)
    return (UUID(found[1]), int(found[2] or 0)) if found else None


def records(path: Path) -> Iterator[Record]:
    """Every whole record of a file of ours, in order. Raises ArchiveError when the file cannot be read to its end."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            last: Record | None = None
            for offset, record in each(file):
                if last:
                    yield replace(last, end=offset)
                fields = record.rec_headers
                target, date = fields.get_header("WARC-Target-URI") or "", fields.get_header("WARC-Date")
                record.raw_stream.read()
                left = getattr(record.raw_stream, "limit", None)  # none where the head gives no length
                if left is None:
                    raise ArchiveError(f"{path}: the record at {offset} has no length; put back a copy of the file")
                is_torn = left > 0
                last = None if is_torn else Record(offset, size, record.rec_type, target, time_of(date))
            if last:
                yield last
    except (OSError, ArchiveLoadFailed) as error:
        raise ArchiveError(f"{path}: cannot be read ({brief(error)})") from error


def opened(path: Path) -> BinaryIO:
    """The file, unpacked when all its records share one gzip member, which no offset could point into."""
    if is_one_member(path, path.stat().st_mtime_ns):
        return cast(BinaryIO, BufferedReader(gzip.open(path)))
    return path.open("rb")


@lru_cache(maxsize=64)  # a page is read by its place, and a file has many
def is_one_member(path: Path, written: int) -> bool:  # noqa: ARG001  # part of the key
    """Whether all records of the file share one gzip member; `written` is its time in nanoseconds."""
    with path.open("rb") as file:
        return _shares_one_member(file.read(FIRST_RECORD))


def _shares_one_member(start: bytes) -> bool:
    """Does the first gzip member go on after the end of the first record?"""
    if not start.startswith(b"\x1f\x8b"):
        return False
    with suppress(zlib.error):
        plain = zlib.decompressobj(GZIP).decompress(start, FIRST_RECORD)
        head, end, _ = plain.partition(b"\r\n\r\n")
        length = re.search(rb"(?im)^content-length:\s*(\d{1,9})\s*$", head.replace(b"\r", b""))
        return bool(end and length) and len(plain) > len(head) + 8 + int(cast(re.Match[bytes], length)[1])
    return False


def each(file: BinaryIO) -> Iterator[tuple[int, Any]]:
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


class _Unpacker:
    """ISA-L's gzip, which takes half of zlib's time, for warcio. Like zlib's it sees at its first byte what is none."""

    __slots__ = ("_begun", "_gzip")

    def __init__(self) -> None:
        self._gzip = isal_zlib.decompressobj(GZIP)
        self._begun = False

    @property
    def unused_data(self) -> bytes:
        """What lies behind the member."""
        return bytes(self._gzip.unused_data)

    def decompress(self, data: bytes) -> bytes:
        """The content of some more of the member."""
        if not self._begun and not data.startswith(b"\x1f"):
            raise zlib.error("not gzip")
        self._begun = True
        return bytes(self._gzip.decompress(data))

    def flush(self) -> bytes:
        """What is left at the end of the member."""
        return bytes(self._gzip.flush())


Unpacking.DECOMPRESSORS["gzip"] = _Unpacker  # warcio's list of them


def time_of(text: str | None) -> datetime | None:
    """The moment that a header gives, in UTC; None where it gives none."""
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError:
        return None


def brief(error: Exception) -> str:
    """What an error says, on one line; the file is named beside it."""
    text = error.strerror if isinstance(error, OSError) else None
    return " ".join((text or str(error)).split())[:200]

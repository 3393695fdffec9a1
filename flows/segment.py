"""One WARC segment -> a spool file of cleaned rows, and a WARC file of the pages they were read from.

Made by any worker, alone and without the warehouse: `warehouse.spool` says what a spool holds. The pages that became
articles are copied as they lie in the segment, record by record, so that every row can be proved from our archive when
the crawl is gone; what is no article is only counted. The same segment gives the same two files wherever it is read.
"""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from uuid import UUID

from warcio.exceptions import ArchiveLoadFailed

from flows.reading import Reader, page_row
from flows.records import WHOLE
from flows.selection import Selection
from flows.warc import packed, page_of
from flows.warc_records import ArchiveError, brief, each, is_one_member, opened, time_of
from parsers import Page
from parsers.fingerprint import key
from warehouse.rows import ArticleRow, PageRow
from warehouse.spool import write_spool

CHUNK = 1 << 20  # bytes, of a segment that is fetched
_UNFINISHED = "."  # how the folder of a segment that is being read begins


@dataclass(frozen=True, slots=True)
class Segment:
    """A WARC file to be read: where it is, its bytes, and what is wanted of it."""

    address: str  # a path, or an address that fsspec opens
    size: int
    selection: Selection

    @property
    def run_id(self) -> UUID:
        """The run that this segment is: the same file and the same wishes are the same run, wherever it lies."""
        name = self.address.rpartition("/")[2]
        return key("segment", name, str(self.size), self.selection.model_dump_json())


@dataclass(frozen=True, slots=True)
class Made:
    """A segment that was read: how many records, left out before parsing, rejects by reason, articles."""

    segment: Segment
    counts: Counter[str] = field(default_factory=Counter)


def spool_file(folder: Path, segment: Segment) -> Path:
    """Where the rows of a segment are; there is such a file when all of it was read."""
    return folder / f"{segment.run_id}.parquet"


def warc_file(folder: Path, segment: Segment) -> Path:
    """Where its pages are, until they are loaded: then they move to the archive."""
    return folder / f"{segment.run_id}.warc.gz"


def counts_file(folder: Path, segment: Segment) -> Path:
    """Where it says what was read, and what was left out and why."""
    return folder / f"{segment.run_id}.json"


def make(segment: Segment, folder: Path, reader: Reader) -> Made:
    """Read one segment into `folder`, unless that was done before. Raises ArchiveError when it cannot be read.

    All files appear whole, the rows last: a worker that is killed leaves nothing that counts.
    """
    if spool_file(folder, segment).exists():
        return Made(segment, Counter(json.loads(counts_file(folder, segment).read_text("utf-8"))))
    with TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as temp:
        work = _Reading(segment, Path(temp), reader)
        work.write()
        counts_file(folder, segment).write_text(json.dumps(work.counts), "utf-8")
        work.pages_file.replace(warc_file(folder, segment))
        work.rows_file.replace(spool_file(folder, segment))
    return Made(segment, work.counts)


def clear_unfinished(folder: Path) -> None:
    """Remove what workers that were killed left in `folder`: nobody else may be at work there."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


@dataclass(slots=True)
class _Reading:
    """One segment being read."""

    segment: Segment
    folder: Path
    reader: Reader
    counts: Counter[str] = field(default_factory=Counter)
    pages: dict[UUID, PageRow] = field(default_factory=dict)  # of the row that is being written, and no other
    seen: set[UUID] = field(default_factory=set)

    @property
    def rows_file(self) -> Path:
        return self.folder / "rows.parquet"

    @property
    def pages_file(self) -> Path:
        return self.folder / "pages.warc.gz"

    def write(self) -> None:
        """Write both files."""
        with local(self.segment, self.folder) as path, self.pages_file.open("wb") as kept:
            write_spool(self.rows_file, self.pages, self._rows(path, kept))

    def _rows(self, path: Path, kept: BinaryIO) -> Iterator[ArticleRow]:
        name = warc_file(self.folder, self.segment).name
        for member, page in members(path, self.segment.selection, self.counts):
            row = page_row(page, self.segment.run_id, name, kept.tell())
            if row.page_id in self.seen:
                continue
            self.seen.add(row.page_id)
            [found] = self.reader.rows([(row, page)])
            if not isinstance(found, ArticleRow):
                self.counts[f"rejected: {found.reason}"] += 1
            elif not self.segment.selection.wants_language(found.article.language):
                self.counts["left out"] += 1
            else:
                self.counts["articles"] += 1
                kept.write(member)
                self.pages.clear()
                self.pages[row.page_id] = row
                yield found


def members(path: Path, selection: Selection, counts: Counter[str]) -> Iterator[tuple[bytes, Page]]:
    """Each wanted page of a WARC file with its record, packed by itself. Raises ArchiveError for a broken file."""
    try:
        with opened(path) as file, path.open("rb") as again:
            waiting: tuple[int, Page] | None = None
            for offset, record in each(file):
                if waiting:
                    yield _member(again, waiting[0], offset), waiting[1]
                counts["records"] += record.rec_type in WHOLE
                waiting = None
                if page := _wanted(record, path, selection, counts):
                    waiting = offset, page
            if waiting:
                yield _whole(_member(again, waiting[0], path.stat().st_size)), waiting[1]
    except (OSError, ArchiveLoadFailed) as error:
        raise ArchiveError(f"{path}: cannot be read ({brief(error)})") from error


def _wanted(record: object, path: Path, selection: Selection, counts: Counter[str]) -> Page | None:
    kind, fields = record.rec_type, record.rec_headers  # type: ignore[attr-defined]  # warcio has no types
    if kind not in WHOLE:  # a revisit repeats a record of another file
        return None
    target = fields.get_header("WARC-Target-URI") or ""
    page = None
    if selection.wants_record(target, time_of(fields.get_header("WARC-Date"))):
        page = page_of(record, path)
    if page is None or not selection.wants_page(page):
        counts["left out"] += 1
        return None
    return page


def _member(file: BinaryIO, start: int, end: int) -> bytes:
    """The record between two places as a gzip member of its own: as it is, or packed."""
    file.seek(start)
    raw = file.read(end - start)
    return raw if raw.startswith(b"\x1f\x8b") else packed(raw)


def _whole(last: bytes) -> bytes:
    """The last record, without what lies behind it torn."""
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    member.decompress(last)
    return last[: len(last) - len(member.unused_data)]


@contextmanager
def local(segment: Segment, folder: Path) -> Iterator[Path]:
    """The segment as a file on this machine in which records have places: fetched or unpacked where it must be."""
    path = Path(segment.address)
    if "://" in segment.address:
        path = folder / segment.address.rpartition("/")[2]
        _fetch(segment.address, path)
    if is_one_member(path, path.stat().st_mtime_ns):
        path = _unpacked(path, folder / "unpacked.warc")
    yield path


def _unpacked(path: Path, plain: Path) -> Path:
    try:
        with gzip.open(path) as packed, plain.open("wb") as file:
            shutil.copyfileobj(packed, file, CHUNK)
    except (OSError, EOFError, zlib.error) as error:
        raise ArchiveError(f"{path}: cannot be unpacked ({brief(error)})") from error
    return plain


def _fetch(address: str, path: Path) -> None:
    import fsspec  # noqa: PLC0415  # only for what is not on this machine

    try:
        with fsspec.open(address, "rb") as remote, path.open("wb") as file:
            shutil.copyfileobj(remote, file, CHUNK)
    except Exception as error:  # each file system has its own errors
        raise ArchiveError(f"{address}: cannot be fetched ({type(error).__name__}: {error})") from error

"""Pages -> a WARC file and back: the archive, ISO 28500 (WARC 1.1), one gzip member per record.

A body is kept decoded: Content-Encoding and Transfer-Encoding are undone and their headers dropped, so what
lies in the file is what the reader saw. WARC-Target-URI is where the body came from; when that is not the
address asked for, the latter stands in `X-Asked-URI`, so that a Page comes back exactly as it went in. A page
without a web address (`urn:`) is a resource record: it came from no server, and only its content type is kept.
"""

from __future__ import annotations

import gzip
import os
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from warcio.archiveiterator import WARCIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from parsers.feeds import inflate
from parsers.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from uuid import UUID

ASKED = "X-Asked-URI"
WARC_VERSION = "WARC/1.1"
GZIP_LEVEL = 3  # warcio's own 9 takes five times as long on a news page and saves 14 % (measured)
MAX_BODY = 64_000_000  # bytes; a longer record of somebody's file is left out
TARGETS = ("http://", "https://", "urn:")
CODED = frozenset({"content-encoding", "transfer-encoding"})


class ArchiveError(Exception):
    """A WARC file cannot be written or read; the message names it."""


class Archive:
    """The WARC file of one run. Use as a context manager; the file appears with the first page."""

    def __init__(self, folder: Path, run_id: UUID) -> None:
        self.path = folder / f"{run_id}.warc.gz"
        self._file: BinaryIO | None = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.sync()
        finally:
            self._close()

    def append(self, page: Page) -> tuple[str, int]:
        """Write a page. Returns the file's name and the offset of its record, for `read`.

        Raises ArchiveError when the file cannot be written; nothing more is then appended to it, so that a torn
        record can only be its last.
        """
        try:
            file = self._file or self._open()
            offset = file.tell()
            file.write(_member(_record(page)))
        except OSError as error:
            self._close()
            raise ArchiveError(f"{self.path}: cannot be written ({_brief(error)})") from error
        return self.path.name, offset

    def sync(self) -> None:
        """Have everything appended so far on the disk itself, not only on its way there. Raises ArchiveError."""
        if self._file is None:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self._close()
            raise ArchiveError(f"{self.path}: cannot be written ({_brief(error)})") from error

    def _close(self) -> None:
        file, self._file = self._file, None
        with suppress(OSError):  # what could not be written was said before
            if file:
                file.close()

    def _open(self) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("xb")  # a run's file is its own: never write into another's
        self._file.write(_member(_warcinfo(self.path.name)))
        return self._file


def read(path: Path, offset: int) -> Page:
    """The page at an offset that `append` or `pages` gave. Raises ArchiveError when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            page = next((_page(record) for _, record in _records(file)), None)
    except (OSError, ArchiveLoadFailed) as error:
        raise ArchiveError(f"{path}: cannot be read at {offset} ({_brief(error)})") from error
    if page is None:
        raise ArchiveError(f"{path}: no whole page at {offset}")
    return page


def pages(path: Path) -> Iterator[tuple[int, Page]]:
    """Every page of a WARC file, ours or somebody else's, plain or gzip, with its offset.

    One record is in memory at a time. Taken are responses and resources with an http(s) or urn: address. A
    half-written last record is left out: its page was never promised. Raises ArchiveError when the file is no
    WARC file, or is broken before its end.
    """
    try:
        with path.open("rb") as file:
            for offset, record in _records(file):
                if (page := _page(record)) is not None:
                    yield offset, page
    except (OSError, ArchiveLoadFailed) as error:
        raise ArchiveError(f"{path}: cannot be read ({_brief(error)})") from error


def decoded_headers(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers as they describe a decoded body: names in lower case, repeated ones joined, codings left out.

    Content-Length goes with the codings, as it counted the coded bytes.
    """
    headers: dict[str, str] = {}
    for name, value in items:
        lower = name.lower()
        headers[lower] = f"{headers[lower]}, {value}" if lower in headers else value
    coded = CODED & headers.keys()
    drop = CODED | {"content-length"} if coded else CODED
    return {name: value for name, value in headers.items() if name not in drop}


def _brief(error: Exception) -> str:
    """What an error says, on one line; the file is named beside it."""
    text = error.strerror if isinstance(error, OSError) else None
    return " ".join((text or str(error)).split())[:200]


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
    except ArchiveLoadFailed:
        if not known or file.read(1):  # not a torn tail
            raise
    finally:
        records.close()


def _page(record: Any) -> Page | None:
    """The page in a record; None when it holds none, or not all of it."""
    target = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in ("response", "resource") or not target.startswith(TARGETS):
        return None
    length = record.rec_headers.get_header("Content-Length") or ""  # not record.length: 0 for a torn number
    if not length.isdigit() or int(length) > MAX_BODY:
        return None
    content = record.raw_stream.read()
    fetched_at = _time(record.rec_headers.get_header("WARC-Date"))
    if record.raw_stream.limit or fetched_at is None:
        return None
    if record.rec_type == "resource":
        return Page(target, content, fetched_at, headers={"content-type": record.content_type or ""})
    asked = record.rec_headers.get_header(ASKED)
    return _from_http(content, asked or target, target if asked else "", fetched_at)


def _from_http(content: bytes, url: str, final_url: str, fetched_at: datetime) -> Page | None:
    stream = BytesIO(content)
    if not content.startswith(b"HTTP/"):
        return None
    head = StatusAndHeadersParser([], verify=False).parse(stream)
    status = head.get_statuscode()
    if not status.isdigit():
        return None
    headers = {name.lower(): value for name, value in head.headers}
    body = _decoded(stream, headers)
    return Page(url, body, fetched_at, final_url, int(status), decoded_headers(head.headers))


def _decoded(stream: BinaryIO, headers: Mapping[str, str]) -> bytes:
    """The body without the codings other programs leave on it. A coding that does not hold is not undone."""
    body: bytes = stream.read()
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = ChunkedDataReader(BytesIO(body)).read()
    if headers.get("content-encoding", "").strip().lower() in ("gzip", "x-gzip", "deflate"):
        plain = inflate(body, MAX_BODY)[0] or inflate(body, MAX_BODY, -zlib.MAX_WBITS)[0]
        return plain or body
    return body


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError:
        return None


def _record(page: Page) -> Any:
    """The record of a page: a response, or a resource when it has no web address."""
    fields = {"WARC-Date": page.fetched_at.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    if page.final_url:
        fields[ASKED] = page.url
    head = _Head(_status_line(page.status), list(decoded_headers(page.headers.items()).items()), protocol="HTTP/1.1")
    if page.address.startswith("urn:"):
        return RecordBuilder(WARC_VERSION).create_warc_record(
            page.address,
            "resource",
            payload=BytesIO(page.body),
            length=len(page.body),
            warc_content_type=page.headers.get("content-type", "application/octet-stream"),
            warc_headers_dict=fields,
        )
    return RecordBuilder(WARC_VERSION).create_warc_record(
        page.address,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        http_headers=head,
        warc_headers_dict=fields,
    )


def _warcinfo(name: str) -> Any:
    info = {
        "software": "hoptac",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
        "description": f"bodies are kept decoded; {ASKED} is the address asked for before redirects",
    }
    return RecordBuilder(WARC_VERSION).create_warcinfo_record(name, info)


def _member(record: Any) -> bytes:
    """A record as one gzip member."""
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False, warc_version=WARC_VERSION).write_record(record)
    return gzip.compress(buffer.getbuffer(), GZIP_LEVEL, mtime=0)


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """HTTP headers written as UTF-8; warcio would percent-encode them, and a Page would not come back."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        """Fill `headers_buff` with the bytes to write."""
        self.headers_buff = self.to_bytes(header_filter, "utf-8")

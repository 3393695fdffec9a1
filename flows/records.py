"""Pages <-> the bytes of WARC records (ISO 28500, WARC 1.1). Pure: no file is touched here.

Written by hand, as warcio's builder takes three times as long as all the rest of archiving a small page (measured);
its reader and its checker read what stands here. A body is kept decoded: Content-Encoding and Transfer-Encoding are
undone and their headers dropped, so what lies in the file is what the reader saw. WARC-Target-URI is where the body
came from; when that is not the address asked for, the latter stands in `X-Asked-URI`, so that a Page comes back
exactly as it went in. A page without a web address (`urn:`) is a resource record: it came from no server, and only
its content type is kept. A revisit record names the record it repeats in `X-Refers-To-Record` (file and offset).
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeadersParser

from parsers.inflate import inflate
from parsers.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from warehouse.rows import PageRow

ASKED = "X-Asked-URI"
REPEATS = "X-Refers-To-Record"
WHOLE = ("response", "resource")  # kinds that hold a body, which has a digest of its own
MAX_BODY = 64_000_000  # bytes; a longer record of somebody's file is left out
CODED = frozenset({"content-encoding", "transfer-encoding"})
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
Fields = list[tuple[str, str]]


def exchange(page: Page, request: str, server: str) -> tuple[bytes, bytes]:
    """The records of a page and of the request that brought it; the latter is empty when there was none."""
    if page.address.startswith("urn:"):
        kind = page.headers.get("content-type", "application/octet-stream")
        fields: Fields = [("WARC-Payload-Digest", _digest(page.body)), ("Content-Type", kind)]
        return _record("resource", page.address, page.fetched_at, fields, page.body), b""
    head = _http_head(page.status, page.headers)
    fields = [
        *_asked(page.url, page.address),
        *_server(server),
        ("WARC-Payload-Digest", _digest(page.body)),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    record_id = _record_id()
    response = _record("response", page.address, page.fetched_at, fields, head, page.body, record_id=record_id)
    return response, _request(page.address, page.fetched_at, request, server, record_id)


def revisit(of: PageRow, at: datetime, page: Page | None, request: str, server: str) -> tuple[bytes, bytes]:
    """The records of a page that is as it was, and of its request. `page` is what came, None for a 304."""
    profile = "identical-payload-digest" if page else "server-not-modified"
    fields: Fields = [
        *_asked(of.url, of.final_url),
        *_server(server),
        ("WARC-Profile", PROFILE + profile),
        ("WARC-Refers-To-Target-URI", of.final_url),
        ("WARC-Refers-To-Date", _date(of.fetched_at)),
        (REPEATS, f"{of.warc_file} {of.warc_offset}"),
        *([("WARC-Payload-Digest", _digest(page.body))] if page else []),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    block = _http_head(page.status, page.headers) if page else _http_head(HTTPStatus.NOT_MODIFIED, {})
    record_id = _record_id()
    again = _record("revisit", of.final_url, at, fields, block, record_id=record_id)
    return again, _request(of.final_url, at, request, server, record_id)


def warcinfo(name: str) -> bytes:
    """The record that begins a file."""
    info = {
        "software": "hoptac",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
        "description": f"bodies are kept decoded; {ASKED} is the address asked for before redirects",
    }
    block = "".join(f"{key}: {value}\r\n" for key, value in info.items()).encode()
    fields = [("WARC-Filename", name), ("Content-Type", "application/warc-fields")]
    return _record("warcinfo", "", datetime.now(UTC), fields, block)


def from_http(content: bytes, url: str, final_url: str, fetched_at: datetime) -> Page | None:
    """The page in the content of a response record, codings undone; None when it is no HTTP."""
    stream = BytesIO(content)
    if not content.startswith(b"HTTP/"):
        return None
    head = StatusAndHeadersParser([], verify=False).parse(stream)
    status = head.get_statuscode()
    if not status.isdigit():
        return None
    headers = {name.lower(): value for name, value in head.headers}
    body = _decoded(stream.read(), headers)
    return Page(url, body, fetched_at, final_url, int(status), decoded_headers(head.headers))


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


def _decoded(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The body without the codings other programs leave on it. A coding that does not hold is not undone."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = ChunkedDataReader(BytesIO(body)).read()
    if headers.get("content-encoding", "").strip().lower() in ("gzip", "x-gzip", "deflate"):
        plain = inflate(body, MAX_BODY)[0] or inflate(body, MAX_BODY, -zlib.MAX_WBITS)[0]
        return plain or body
    return body


def _record(kind: str, target: str, at: datetime, fields: Fields, *block: bytes, record_id: str | None = None) -> bytes:
    """One record, not packed. The block comes in pieces, so that a body is copied only once."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {record_id or _record_id()}",
        *([f"WARC-Target-URI: {target}"] if target else []),
        f"WARC-Date: {_date(at)}",
        *(f"{name}: {value}" for name, value in fields),
        # One digest of a body is enough: what is before it stands under the checksum of the gzip member, too.
        *([] if kind in WHOLE else [f"WARC-Block-Digest: {_digest(b''.join(block))}"]),
        f"Content-Length: {sum(map(len, block))}",
        "\r\n",
    ]
    return b"".join(("\r\n".join(lines).encode(), *block, b"\r\n\r\n"))


def _request(target: str, at: datetime, request: str, server: str, record_id: str) -> bytes:
    if not request:
        return b""
    fields = [
        *_server(server),
        ("WARC-Concurrent-To", record_id),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return _record("request", target, at, fields, request.encode("latin-1"))


def _asked(asked: str, answered: str) -> Fields:
    return [(ASKED, asked)] if asked != answered else []


def _server(address: str) -> Fields:
    return [("WARC-IP-Address", address)] if address else []


def _record_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _digest(content: bytes) -> str:
    """A digest as WARC files have it; SHA-1 tells copies apart here and protects nothing."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def _http_head(status: int, headers: Mapping[str, str]) -> bytes:
    """A response head in UTF-8, with the headers of a decoded body."""
    fields = (f"{name}: {value}\r\n" for name, value in decoded_headers(headers.items()).items())
    return f"HTTP/1.1 {_status_line(status)}\r\n{''.join(fields)}\r\n".encode()


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"

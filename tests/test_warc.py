"""Does a page come back from the archive as it went in, also from torn files and those of other programs?"""

from __future__ import annotations

import gzip
import os
import resource
import zlib
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.warc import Archive, ArchiveError, decoded_headers, pages, read
from parsers.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN = UUID("01890000-0000-7000-8000-000000000001")
AT = datetime(2026, 3, 1, 9, 51, 7, 123456, UTC)
PLAIN = Page("https://bao.test/a", "<h1>Tin y tế</h1>".encode(), AT, headers={"content-type": "text/html"})
MOVED = Page("https://bao.test/b", b"", AT.replace(microsecond=0), "https://www.bao.test/b?x=1", 404, {"etag": '"é:"'})
FILE = Page("urn:sha256:00ff", bytes(range(256)) * 300, AT, headers={"content-type": "text/plain; charset=utf-8"})
ALL = (PLAIN, MOVED, FILE)


@pytest.fixture
def archived(tmp_path: Path) -> Path:
    """A file that holds ALL."""
    with Archive(tmp_path, RUN) as archive:
        for page in ALL:
            archive.append(page)
    return tmp_path / f"{RUN}.warc.gz"


def test_pages_come_back_as_they_went_in(tmp_path: Path) -> None:
    with Archive(tmp_path / "new" / "folder", RUN) as archive:
        places = [archive.append(page) for page in ALL]
        archive.sync()
        assert [read(archive.path, offset) for _, offset in places] == list(ALL)  # before the file is closed
    assert {name for name, _ in places} == {f"{RUN}.warc.gz"}
    assert list(pages(archive.path)) == [(offset, page) for (_, offset), page in zip(places, ALL, strict=True)]


texts = st.text(st.characters(min_codepoint=33, max_codepoint=0x17FF, exclude_categories=("C", "Z")), max_size=20)
names = st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True).filter(
    lambda name: name not in ("content-encoding", "transfer-encoding")
)


@settings(max_examples=25, deadline=None)
@given(
    body=st.binary(max_size=300),
    status=st.integers(100, 599),
    headers=st.dictionaries(names, texts, max_size=4),
    moved=st.booleans(),
)
def test_any_bytes_and_headers_come_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, status: int, headers: dict[str, str], moved: bool
) -> None:
    page = Page("https://bao.test/à?b=1", body, AT, "http://khac.test/c" if moved else "", status, headers)
    with Archive(tmp_path_factory.getbasetemp(), uuid4()) as archive:
        _, offset = archive.append(page)
    assert read(archive.path, offset) == page
    archive.path.unlink()


def test_others_find_no_fault_in_the_file(archived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checker = Checker(Options([str(archived)]))
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr()
    with archived.open("rb") as file:
        records = [(record.rec_type, record.rec_headers) for record in ArchiveIterator(file)]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "response", "resource"]
    assert records[0][1].get_header("WARC-Filename") == archived.name
    assert records[1][1].protocol == "WARC/1.1"
    assert records[1][1].get_header("WARC-Date") == "2026-03-01T09:51:07.123456Z"
    assert records[1][1].get_header("WARC-Payload-Digest").startswith("sha1:")
    assert records[2][1].get_header("WARC-Target-URI") == "https://www.bao.test/b?x=1"


class Options:
    """What warcio's checker wants to be told."""

    def __init__(self, inputs: list[str]) -> None:
        self.inputs = inputs
        self.verbose = False


def test_each_record_is_a_gzip_member_of_its_own(archived: Path) -> None:
    offsets = [offset for offset, _ in pages(archived)]
    assert all(archived.read_bytes()[offset:].startswith(b"\x1f\x8b") for offset in offsets)


def test_no_page_no_file(tmp_path: Path) -> None:
    with Archive(tmp_path, RUN) as archive:
        archive.sync()
    assert list(tmp_path.iterdir()) == []


def test_the_file_of_another_run_is_not_written_into(archived: Path) -> None:
    before = archived.read_bytes()
    with Archive(archived.parent, RUN) as archive, pytest.raises(ArchiveError, match=str(archived)):
        archive.append(PLAIN)
    assert archived.read_bytes() == before


def test_a_full_disk_ends_the_file_and_loses_nothing_before(tmp_path: Path) -> None:
    big = Page("https://bao.test/to", os.urandom(400_000), AT)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Archive(tmp_path, RUN) as archive:
        _, offset = archive.append(PLAIN)
        archive.sync()
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        try:
            with pytest.raises(ArchiveError, match=f"{archive.path}: cannot be written"):
                archive.append(big)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        with pytest.raises(ArchiveError, match=f"{archive.path}: cannot be written"):
            archive.append(PLAIN)
    assert list(pages(archive.path)) == [(offset, PLAIN)]


def test_a_torn_tail_loses_only_its_own_page(archived: Path) -> None:
    whole, offsets = archived.read_bytes(), [offset for offset, _ in pages(archived)]
    ends = [*offsets[1:], len(whole)]
    for length in range(offsets[0] + 1, len(whole)):
        archived.write_bytes(whole[:length])
        held = [page for _, page in pages(archived)]
        assert held == list(ALL[: len(held)])
        assert len(held) >= sum(end <= length for end in ends)


def test_a_torn_page_is_not_read(archived: Path) -> None:
    offset = [offset for offset, _ in pages(archived)][-1]
    archived.write_bytes(archived.read_bytes()[: offset + 100])
    with pytest.raises(ArchiveError, match=str(archived)):
        read(archived, offset)


@pytest.mark.parametrize(
    "content",
    [b"<html><p>a b c d e f</p></html>", gzip.compress(b"<html>a b c d e f</html>", mtime=0), b"\0" * 99, b"WARC"],
    ids=["html", "gzip of html", "zeros", "a word"],
)
def test_what_is_no_warc_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"x\.warc\.gz") as caught:
        list(pages(path))
    assert "\n" not in str(caught.value)
    with pytest.raises(ArchiveError, match=r"x\.warc\.gz"):
        read(path, 0)


def test_a_missing_file_and_a_wrong_offset_say_so(archived: Path) -> None:
    with pytest.raises(ArchiveError, match="gone"):
        list(pages(archived.with_name("gone.warc.gz")))
    for offset in (3, 10_000_000):
        with pytest.raises(ArchiveError, match=str(archived)):
            read(archived, offset)


def foreign(compress: bool) -> bytes:
    """A file as another program writes it: requests, DNS, metadata, coded bodies, odd records."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=compress)
    for record in records_of(writer):
        writer.write_record(record)
    return out.getvalue()


def records_of(writer: WARCWriter) -> Iterator[Any]:
    def http(url: str, body: bytes, *headers: tuple[str, str], kind: str = "response") -> Any:
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
        return writer.create_warc_record(url, kind, BytesIO(body), len(body), http_headers=head)

    page = b"<h1>Vi\xe1\xbb\x87t Nam</h1>" * 20
    chunks = b"5\r\n" + page[:5] + b"\r\n%x\r\n" % len(page[5:]) + page[5:] + b"\r\n0\r\n\r\n"
    raw_deflate = zlib.compressobj(wbits=-15)
    deflated = raw_deflate.compress(page) + raw_deflate.flush()
    yield writer.create_warcinfo_record("x.warc", {"software": "khac"})
    yield writer.create_warc_record("https://a.test/0", "request", BytesIO(b"GET /0 HTTP/1.1\r\n\r\n"), 19)
    yield http("https://a.test/plain", page)
    yield http("https://a.test/gzip", gzip.compress(page), ("Content-Encoding", "gzip"), ("Content-Length", "9"))
    yield http("https://a.test/zlib", zlib.compress(page), ("Content-Encoding", "deflate"))
    yield http("https://a.test/raw", deflated, ("Content-Encoding", "deflate"))
    yield http("https://a.test/chunked", chunks, ("Transfer-Encoding", "chunked"))
    yield http("https://a.test/lie", page, ("Content-Encoding", "gzip"))
    yield writer.create_warc_record("dns:a.test", "response", BytesIO(b"1.2.3.4"), 7, warc_content_type="text/dns")
    yield writer.create_warc_record("https://a.test/m", "metadata", BytesIO(b"a: b"), 4)
    yield writer.create_warc_record("https://a.test/empty", "response", BytesIO(b""), 0)
    yield writer.create_warc_record(
        "https://a.test/text", "resource", BytesIO(page), len(page), warc_content_type="text/plain"
    )


@pytest.mark.parametrize("compress", [True, False])
def test_files_of_other_programs_are_read(tmp_path: Path, compress: bool) -> None:
    path = tmp_path / ("x.warc.gz" if compress else "x.warc")
    path.write_bytes(foreign(compress))
    found = list(pages(path))
    assert [page.url.rpartition("/")[2] for _, page in found] == [
        "plain", "gzip", "zlib", "raw", "chunked", "lie", "text"
    ]  # fmt: skip
    assert {page.body for _, page in found} == {b"<h1>Vi\xe1\xbb\x87t Nam</h1>" * 20}
    assert all(set(page.headers) == {"content-type"} for _, page in found)
    assert found[-1][1].content_type == "text/plain"
    assert [read(path, offset) for offset, _ in found] == [page for _, page in found]


def test_headers_of_a_decoded_body_do_not_speak_of_codings() -> None:
    coded = [("Content-Encoding", "gzip"), ("Content-Length", "9"), ("Via", "a"), ("via", "b")]
    assert decoded_headers(coded) == {"via": "a, b"}
    assert decoded_headers([("Content-Length", "9")]) == {"content-length": "9"}

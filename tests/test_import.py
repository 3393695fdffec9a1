"""Is a crawl of somebody else imported whole, the text of it only, and in bounded memory?"""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path

import duckdb
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows import importing
from flows.importing import import_paths
from flows.settings import Settings
from tests.faults import ARTICLE, page
from tests.homes import blank_home


def crawl(path: Path, compress: bool) -> Path:
    """A file in the layout of Common Crawl's news crawl: request and response of each address, all kinds of answers."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=compress)

    def add(url: str, body: str, status: str = "200 OK", kind: str = "text/html") -> None:
        head = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        content = body.encode()
        for record in (
            writer.create_warc_record(url, "request", BytesIO(b"GET / HTTP/1.1\r\n\r\n"), 18),
            writer.create_warc_record(url, "response", BytesIO(content), len(content), http_headers=head),
        ):
            writer.write_record(record)

    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "khac"}))
    for number in range(7):
        add(f"https://nld.com.vn/tin-{number}.htm", ARTICLE.replace("Hai bệnh viện", f"{number + 2} bệnh viện"))
    add("https://abroad.test/news", ARTICLE)
    add("https://nld.com.vn/muc", page("Mục", "<p>Không có gì.</p>"))
    add("https://nld.com.vn/a.png", "png", kind="image/png")
    add("https://nld.com.vn/old", ARTICLE, status="404 Not Found")
    path.write_bytes(out.getvalue())
    return path


def count(settings: Settings, table: str) -> int:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608


@pytest.mark.parametrize("known_sites", [False, True])
def test_a_crawl_is_loaded_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known_sites: bool) -> None:
    monkeypatch.setattr(importing, "SETTLE", 3)
    settings = blank_home(tmp_path / "home")
    path = crawl(tmp_path / "x.warc.gz", compress=True)
    report = asyncio.run(import_paths(settings, [path], known_sites=known_sites))
    articles = 7 if known_sites else 8
    assert [report.counts[name] for name in ("new", "rejected", "left out")] == [articles, 1, 11 - articles - 1]
    assert [row.url for row in report.rejects] == ["https://nld.com.vn/muc"]
    assert (count(settings, "articles"), count(settings, "fetches")) == (articles, articles + 1)
    again = asyncio.run(import_paths(settings, [crawl(tmp_path / "y.warc", compress=False)], known_sites=known_sites))
    assert (again.counts["known"], again.counts.get("new", 0)) == (articles + 1, 0)


def test_an_unreadable_file_doubles_nothing_of_the_others(tmp_path: Path) -> None:
    settings = blank_home(tmp_path / "home")
    (tmp_path / "in").mkdir()
    crawl(tmp_path / "in" / "x.warc", compress=False)
    (tmp_path / "in" / "y.warc.gz").write_bytes(b"no archive")
    report = asyncio.run(import_paths(settings, [tmp_path / "in"]))
    assert len(report.problems) == 1
    assert (count(settings, "articles"), count(settings, "fetches")) == (8, 9)
    assert count(settings, "internal.addresses") == 0  # what is imported is not watched


def test_a_reject_of_a_part_is_named_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.importing.SETTLE", 3)
    monkeypatch.setattr("flows.batches.BATCH", 1)
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(7):
        (folder / f"{number}.html").write_text(f"<p>Trang số {number}.</p>", encoding="utf-8")
    report = asyncio.run(import_paths(blank_home(tmp_path / "home"), [folder]))
    named = {reject["page"] for reject in report.values()["rejects"]}
    assert named == {str(folder / f"{number}.html") for number in range(7)}

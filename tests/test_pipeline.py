"""Does a whole run, from the lists to the published warehouse, lose nothing, add nothing twice, and survive a kill?"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import pipeline
from flows.demo.newsroom import Newsroom
from flows.importing import import_paths
from flows.lock import HomeBusy, alone
from flows.replay import replay
from flows.report import Report
from flows.request import Request, RequestError
from flows.settings import Settings
from tests.homes import SOME, ask, home_for, visited_home

NAMES = [
    "baosonha",
    "healthlink",
    "soytesonha",
    "suckhoeviethop",
    "thoibaoyduoc",
    "thongtanyte",
    "tinnhanhyte",
    "vietnamhealth",
]

FEW = ["baosonha", "suckhoeviethop", "thongtanyte"]  # they reprint each other


@pytest.fixture
def settings(room: Newsroom, tmp_path: Path) -> Settings:
    return home_for(room, tmp_path / "home")


@pytest.fixture
def visited(room: Newsroom, tmp_path: Path) -> Settings:
    """As a first run at `SOME` leaves it."""
    return visited_home(room, tmp_path / "home")


def run(settings: Settings, **request: Any) -> Report:
    return asyncio.run(pipeline.ingest(settings, Request(**{"sites": list(SOME)} | request)))


def rows(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    tables = ("articles", "revisions", "stories", "reprints", "pages", "rejects")
    return {table: ask(settings, f"FROM {table} ORDER BY ALL") for table in tables}


def test_two_visits(settings: Settings, room: Newsroom) -> None:
    first = run(settings, sites=NAMES)
    assert not first.failed
    assert first.counts["new"] == ask(settings, "SELECT count(*) FROM articles")[0][0] >= 60
    room.visit = 2
    room.requests.clear()
    second = run(settings, sites=NAMES)
    assert (second.counts["new"], second.counts["revised"]) == (3, 2)
    articles_asked = {path for _, path, status in room.requests if status == 200 and path.endswith((".htm", ".html"))}
    assert len(articles_asked) < 20, "only what is new or changed is fetched again"


def test_a_third_visit_adds_nothing(visited: Settings, room: Newsroom) -> None:
    before = rows(visited)
    again = run(visited)
    assert again.counts["new"] == again.counts["revised"] == 0
    assert rows(visited) == before
    assert {304} <= {status for _, _, status in room.requests}, "lists are asked conditionally"


def test_an_edit_that_no_list_tells_of_is_found_by_the_revisit(settings: Settings, room: Newsroom) -> None:
    run(settings, sites=["thoibaoyduoc"])  # its listings carry no times
    room.visit = 2
    assert run(settings, sites=["thoibaoyduoc"]).counts["revised"] == 0
    with duckdb.connect(str(settings.writer_file)) as con:
        con.execute("UPDATE internal.addresses SET due_at = due_at - INTERVAL 2 HOURS")
    assert run(settings, sites=["thoibaoyduoc"]).counts["revised"] == 1


def test_every_listed_address_ends_in_a_row(visited: Settings) -> None:
    lost = ask(
        visited,
        """SELECT url FROM internal.addresses
        WHERE url NOT IN (SELECT url FROM fetches) AND state <> 'due'""",
    )
    assert lost == []
    unread = ask(
        visited,
        """SELECT url FROM pages WHERE page_id NOT IN (SELECT page_id FROM rejects)
        AND page_id NOT IN (SELECT page_id FROM internal.verdicts WHERE article_id IS NOT NULL)""",
    )
    assert unread == []


def test_a_limit_defers_and_loses_nothing(settings: Settings) -> None:
    counts = [run(settings, sites=["suckhoeviethop"], limit=4).counts["new"] for _ in range(3)]
    assert max(counts) == counts[0] == 4
    assert sum(counts) == len(set(ask(settings, "SELECT canonical_url FROM articles"))) == 11


def test_unknown_site_is_named(settings: Settings, tmp_path: Path) -> None:
    settings = replace(settings, home=tmp_path / "untouched")
    with pytest.raises(RequestError, match="nowhere") as caught:
        run(settings, sites=["nowhere"])
    assert "suckhoeviethop" in str(caught.value)
    assert not settings.home.exists()


def test_a_second_run_in_the_same_home_is_refused(settings: Settings) -> None:
    with alone(settings.home), pytest.raises(HomeBusy, match="at work"):
        run(settings)


def test_what_a_killed_run_archived_is_taken_up(
    settings: Settings, room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "load_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            run(settings)
    archived = {path.name for path in settings.archive.iterdir()}
    room.requests.clear()
    run(settings)
    pages = [path for _, path, status in room.requests if status == 200 and path.endswith((".htm", ".html"))]
    assert pages == [], "nothing that is archived is fetched again"
    assert archived <= {row[0] for row in ask(settings, "SELECT DISTINCT warc_file FROM pages")}
    assert ask(settings, "SELECT count(*) FROM runs WHERE state = 'recovered'") == [(1,)]
    assert ask(settings, "SELECT count(*) FROM articles")[0][0] >= 30


def test_a_damaged_archive_file_stops_no_later_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for place in (0.01, 0.5):  # from its beginning, and in the middle
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "load_batch", killed)
            with pytest.raises(KeyboardInterrupt):
                run(settings, sites=["healthlink"])
        newest = max(settings.archive.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        body = bytearray(newest.read_bytes())
        start = int(len(body) * place)
        body[start : start + 200] = bytes(200)
        newest.write_bytes(body)
        assert not run(settings, sites=["vietnamhealth"]).failed
    assert "cannot be read" in (settings.logs / "hoptac.log").read_text("utf-8")
    assert run(settings, sites=["healthlink"]).counts["unchanged"] == 0
    assert ask(settings, "SELECT count(*) FROM articles WHERE site = 'healthlink'") == [(14,)]


def test_a_killed_import_schedules_nothing(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>Tin</h1>" + "<p>Hai bệnh viện ký bản ghi nhớ về đào tạo điều dưỡng trong ba năm tới.</p>" * 5)
    page.with_suffix(".json").write_text('{"url": "https://nld.com.vn/tin-196261102080000123.htm"}')

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "load_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(import_paths(settings, [page]))
    asyncio.run(import_paths(settings, [page]))
    assert ask(settings, "SELECT site, kind FROM fetches") == [("nld", "file")]
    assert ask(settings, "SELECT count(*) FROM internal.addresses") == [(0,)]


def test_a_lost_warehouse_comes_back_from_its_archive(visited: Settings) -> None:
    before = rows(visited)["articles"]
    for path in (visited.writer_file, visited.warehouse_file):
        path.unlink()
    run(visited, sites=["baosonha"])
    assert len(rows(visited)["articles"]) == len(before)


def test_a_lost_writers_file_begins_anew_from_the_published_copy(visited: Settings) -> None:
    fetches = ask(visited, "SELECT fetch_id, outcome FROM fetches ORDER BY ALL")
    visited.writer_file.unlink()
    run(visited, sites=["healthlink"])
    assert set(fetches) < set(ask(visited, "SELECT fetch_id, outcome FROM fetches")), "what has no page is there too"
    assert ask(visited, "SELECT count(*) FROM internal.addresses WHERE state = 'gone'") == [(1,)]


def test_reading_again_goes_on_past_a_lost_archive_file(settings: Settings) -> None:
    run(settings, sites=["baosonha"])
    run(settings, sites=["healthlink"])
    lost = ask(settings, "SELECT DISTINCT warc_file FROM pages WHERE url LIKE '%baosonha%'")[0][0]
    (settings.archive / lost).unlink()
    report, differing = asyncio.run(replay(settings, []))
    assert report.failed
    assert all(lost in problem for problem in report.problems.values())
    assert len(report.problems) == ask(settings, "SELECT count(*) FROM pages WHERE url LIKE '%baosonha%'")[0][0]
    assert report.counts["unchanged"] >= 10
    assert differing["sites"] == {}


def test_reading_again_finds_nothing_to_change_after_two_visits(visited: Settings, room: Newsroom) -> None:
    room.visit = 2
    run(visited)
    before = rows(visited)
    report, differing = asyncio.run(replay(visited, []))
    assert (report.failed, differing["sites"]) == (False, {})
    assert rows(visited) == before


def test_many_pages_are_read_in_worker_processes(visited: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.reading.POOL_FROM", 10)
    report, differing = asyncio.run(replay(visited, ["thongtanyte", "baosonha"]))
    assert (report.failed, differing["sites"]) == (False, {})
    assert report.counts["unchanged"] == 18


def test_a_strange_file_in_the_archive_is_left_alone(settings: Settings) -> None:
    settings.archive.mkdir(parents=True)
    (settings.archive / "from-a-friend.warc.gz").write_bytes(b"whatever")
    assert not run(settings, sites=["healthlink"]).failed


def test_one_broken_visit_stops_no_other(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.visit

    async def visit(site: Any, desk: Any) -> Any:
        if site.name == "baosonha":
            raise ZeroDivisionError("a fault of ours")
        return await real(site, desk)

    monkeypatch.setattr(pipeline, "visit", visit)
    report = run(settings)
    assert report.problems == {"baosonha": "ZeroDivisionError: a fault of ours"}
    assert report.counts["new"] >= 20
    assert ask(settings, "SELECT state FROM runs") == [("failed",)]
    untold = ask(settings, "SELECT url FROM internal.addresses WHERE site = 'thongtanyte' AND changed_at IS NULL")
    assert untold == [], "what its lists told of the other sites' addresses is kept"


def test_the_order_of_sites_does_not_matter(settings: Settings, tmp_path: Path) -> None:
    run(settings, sites=FEW)
    together = ask(settings, "SELECT canonical_url, title, body, is_original FROM articles ORDER BY ALL")
    alone_home = replace(settings, home=tmp_path / "one by one")
    for name in reversed(FEW):
        run(alone_home, sites=[name])
    assert ask(alone_home, "SELECT canonical_url, title, body, is_original FROM articles ORDER BY ALL") == together
    shutil.rmtree(alone_home.home)

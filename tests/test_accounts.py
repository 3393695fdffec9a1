"""Does every listed address end in exactly one place, run after run, and is nothing fetched that need not be?"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warcio.archiveiterator import ArchiveIterator

from flows import pipeline
from flows.accounting import LONGEST_REST
from flows.demo.newsroom import Newsroom
from flows.fetched import Memory
from flows.remembering import remember
from flows.report import Report
from flows.request import Request, chosen
from flows.settings import Settings
from flows.warc import read
from parsers import sites as site_files
from tests.bench.kill import one_round
from tests.homes import ask, blank_home
from tests.server import Reply, Seen, Server
from warehouse.rows import PauseRow

SITE = """name = "bao"
title = "Báo"
hosts = ["bao.test"]
delay_seconds = 0.0
[discover]
feeds = ["http://bao.test/rss", "http://bao.test/rss2"]
sitemaps = ["http://bao.test/map.xml"]
article = '/tin-\\d+\\.html$'
"""
BALANCED = "listed + unlisted = known + fetched + unchanged + skipped + failed"


def article(number: int, text: str = "ba năm") -> str:
    body = f"Bệnh viện số {number} và một bệnh viện Nhật Bản ký bản ghi nhớ về đào tạo điều dưỡng trong {text}. "
    return f"<html><head><title>Tin số {number}</title></head><body><article><h1>Tin số {number}: ký kết hợp tác</h1><p>{body * 4}</p></article></body></html>"  # noqa: E501


def rss(*links: str, day: int = 2) -> str:
    date = f"<pubDate>Mon, {day:02} Nov 2026 08:00:00 +0700</pubDate>"
    items = "".join(f"<item><title>T</title><link>{link}</link>{date}</item>" for link in links)
    return f"<rss><channel>{items}</channel></rss>"


def tagged(body: str) -> Any:
    """Answers 304 to who has it."""

    def answer(seen: Seen) -> Reply:
        tag = f'"{len(body)}-{hash(body)}"'
        return Reply(status=304) if seen.headers.get("If-None-Match") == tag else Reply(body, headers={"ETag": tag})

    return answer


def tin(*numbers: int) -> list[str]:
    return [f"http://bao.test/tin-{n}.html" for n in numbers]


def pages() -> dict[str, Any]:
    return {
        "/rss": Reply(rss(*tin(1, 2, 3, 8), "http://www.bao.test/tin-1.html?utm_source=x", "http://khac.test/tin-1.html")),
        "/rss2": Reply(rss(*tin(2, 4, 9), "http://bao.test/video/1")),
        "/map.xml": Reply(f"<urlset><url><loc>{tin(5)[0]}</loc></url></urlset>"),
        **{f"/tin-{n}.html": tagged(article(n)) for n in (1, 2, 3)},
        "/tin-4.html": Reply(article(4)),  # no validators: the body itself tells
        "/tin-5.html": Reply("?", status=500),
        "/robots.txt": Reply("User-agent: *\nDisallow: /tin-9"),
    }  # fmt: skip


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(pages()) as server:
        yield server


def home(server: Server, folder: Path) -> Settings:
    """The settings of a home in `folder` with the site's file."""
    (folder / "sites").mkdir(exist_ok=True)
    (folder / "sites" / "bao.test.toml").write_text(SITE, "utf-8")
    routes = server.routes("bao.test", "www.bao.test")
    return Settings(home=folder / "home", sites=folder / "sites", routes=routes, timeout=2.0)


@pytest.fixture
def settings(server: Server, tmp_path: Path) -> Settings:
    blank_home(tmp_path / "home")
    return home(server, tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as a first run leaves it."""
    folder = tmp_path_factory.mktemp("once")
    blank_home(folder / "home")
    with Server(pages()) as server:
        run(home(server, folder))
    return folder


@pytest.fixture
def visited(once: Path, server: Server, tmp_path: Path) -> Settings:
    """A copy of it, whose site is served again."""
    shutil.copytree(once / "home", tmp_path / "home")
    return home(server, tmp_path)


def run(settings: Settings, **request: Any) -> Report:
    return asyncio.run(pipeline.ingest(settings, Request(**{"sites": ["bao"]} | request)))


def account(settings: Settings) -> dict[str, Any]:
    """The account of the newest run, after all were seen to balance."""
    assert ask(settings, f"SELECT count(*) FROM accounts WHERE NOT ({BALANCED})") == [(0,)]  # noqa: S608
    columns = ("listed", "unlisted", "known", "fetched", "unchanged", "skipped", "failed", "why")
    [row] = ask(
        settings,
        f"SELECT {', '.join(columns)} FROM accounts JOIN runs USING (run_id) ORDER BY started_at DESC LIMIT 1",  # noqa: S608
    )
    return {name: value for name, value in zip(columns, row, strict=True) if value}


def due_again(settings: Settings) -> None:
    """As if some hours had passed."""
    with duckdb.connect(str(settings.writer_file)) as con:
        con.execute("UPDATE internal.addresses SET due_at = due_at - INTERVAL 2 HOURS WHERE due_at IS NOT NULL")


def test_every_address_stands_in_one_place_run_after_run(settings: Settings, server: Server) -> None:
    run(settings)
    assert account(settings) == {
        "listed": 9, "fetched": 4, "skipped": 2, "failed": 3,
        "why": {"other_site": 1, "not_article": 1, "gone": 1, "robots": 1, "http_error": 1},
    }  # fmt: skip
    asked = [listed for _, listed in ask(settings, "SELECT url, listed FROM fetches WHERE listed > 0")]
    assert sum(asked) == 11  # two are named twice
    assert ask(settings, "SELECT listed, new FROM coverage WHERE site = 'bao'") == [(9, 9)]

    server.pages["/rss"] = Reply(rss(*tin(1, 2, 6), "http://bao.test/anh/1"))
    server.pages["/rss2"] = Reply(rss(*tin(7), "http://bao.test/video/1", "http://khac.test/tin-1.html"))
    server.pages |= {f"/tin-{n}.html": Reply(article(n)) for n in (6, 7)}
    run(settings, limit=1)
    assert account(settings) == {
        "listed": 7, "known": 3, "fetched": 1, "skipped": 3, "why": {"limit": 1, "not_article": 1, "other_site": 1}
    }  # fmt: skip  # /video/1 was told before
    run(settings)
    assert account(settings) == {"unlisted": 1, "fetched": 1}  # the lists are as they were


def test_what_is_due_and_not_listed_any_more_balances_too(visited: Settings, server: Server) -> None:
    server.pages |= {"/rss": Reply(rss(*tin(1))), "/tin-5.html": Reply(article(5))}
    due_again(visited)
    run(visited)
    found = account(visited)
    assert found == {"listed": 1, "unlisted": 4, "fetched": 2, "unchanged": 3}


def test_a_second_unchanged_run_transfers_no_article(visited: Settings, server: Server) -> None:
    server.seen.clear()
    run(visited)
    assert [path for path in server.paths() if "tin-" in path] == []
    assert server.paths(robots=True).count("/robots.txt") == 0, "robots.txt is believed for a day"
    assert account(visited) == {}


def test_a_revisit_asks_only_for_news_and_says_so_in_the_archive(visited: Settings, server: Server) -> None:
    before = dict(ask(visited, "SELECT canonical_url, last_seen_at FROM articles"))
    due_again(visited)
    report = run(visited)
    revisits = {row.url: str(row.outcome) for harvest in report.harvests for row in harvest.fetches if row.page_id}
    assert revisits == {**dict.fromkeys(tin(1, 2, 3), "not_modified"), tin(4)[0]: "fetched"}
    assert report.counts["unchanged"] == 4
    after = dict(ask(visited, "SELECT canonical_url, last_seen_at FROM articles"))
    assert all(after[url] > seen for url, seen in before.items())
    assert ask(visited, "SELECT count(*), count(DISTINCT warc_file) FROM pages") == [(4, 1)]
    file = visited.archive / f"{report.run.run_id}.warc.gz"
    with file.open("rb") as opened:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Profile") or "") for r in ArchiveIterator(opened)]
    kinds = sorted(profile.rpartition("/")[2] for kind, profile in records if kind == "revisit")
    assert kinds == ["identical-payload-digest", *["server-not-modified"] * 3]
    assert sum(kind == "request" for kind, _ in records) == 4


def test_a_lost_warehouse_comes_back_also_from_revisits(visited: Settings, server: Server) -> None:
    due_again(visited)
    run(visited)
    held = "SELECT url, last_seen_at, page_id FROM articles ORDER BY url"
    before, places = ask(visited, held), ask(visited, "SELECT page_id, warc_file, warc_offset FROM pages ORDER BY 1")
    visited.writer_file.unlink()
    visited.warehouse_file.unlink()
    server.pages = {"/robots.txt": Reply("User-agent: *\nDisallow: /")}
    run(visited)
    assert ask(visited, held) == before
    assert ask(visited, "SELECT page_id, warc_file, warc_offset FROM pages ORDER BY 1") == places
    for _, name, offset in places:
        assert read(visited.archive / name, offset).status == 200


def test_a_killed_revisit_is_not_made_again_nor_forgotten(
    visited: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    due_again(visited)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "load_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            run(visited)
    server.seen.clear()
    run(visited)
    assert {path for path in server.paths() if "tin-" in path} == {"/tin-5.html"}  # which had failed
    states = ask(visited, "SELECT state, attempts, count(*) FROM internal.addresses WHERE state = 'held' GROUP BY ALL")
    assert states == [("held", 1, 4)]
    account(visited)


def test_a_deleted_archive_file_means_a_whole_visit(visited: Settings, server: Server) -> None:
    for path in visited.archive.iterdir():
        path.unlink()
    due_again(visited)
    assert not run(visited).failed
    assert account(visited)["fetched"] == 4


def test_an_edit_is_found_by_a_conditional_revisit(visited: Settings, server: Server) -> None:
    server.pages["/tin-2.html"] = tagged(article(2, "bốn năm"))
    due_again(visited)
    assert run(visited).counts["revised"] == 1


def test_since_is_not_lost_when_the_list_stays_as_it_is(settings: Settings, server: Server) -> None:
    server.pages["/rss"] = tagged(rss(*tin(1, 2), day=2))
    run(settings, since=date(2026, 11, 10))
    assert account(settings)["why"]["since"] >= 2
    run(settings)
    assert account(settings)["fetched"] >= 2


def test_an_address_that_the_site_file_takes_in_later_is_fetched(visited: Settings, server: Server) -> None:
    file = Path(str(visited.sites)) / "bao.test.toml"
    file.write_text(SITE.replace("/tin-", "/(?:tin-|video/)").replace("html$", "html$|/video/1$"), "utf-8")
    server.pages["/rss2"] = Reply(rss("http://bao.test/video/1"))
    server.pages["/video/1"] = Reply(article(99))
    site_files._load.cache_clear()
    run(visited)
    assert account(visited) == {"listed": 1, "fetched": 1}


def test_a_quiet_list_is_asked_less_often_unless_its_site_is_named(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = chosen
    monkeypatch.setattr(pipeline, "chosen", lambda settings, *_: real(settings, ["bao"]))
    run(settings)
    with duckdb.connect(str(settings.writer_file)) as con:
        con.execute("UPDATE internal.listings SET news_at = news_at - INTERVAL 16 HOURS")
    run(settings, sites=[])
    rests = ask(settings, "SELECT DISTINCT round(epoch(due_at - checked_at) / 3600, 2) FROM internal.listings")
    assert rests == [(2.0,)]
    assert timedelta(hours=2) < LONGEST_REST
    server.seen.clear()
    run(settings, sites=[])
    assert server.paths() == []
    assert ask(settings, "SELECT count(*) FROM fetches WHERE reason = 'not_due'") == [(3,)]
    run(settings)
    assert server.paths() == ["/rss", "/rss2", "/map.xml"]


def test_a_pause_is_kept_by_the_next_run(settings: Settings, server: Server) -> None:
    server.pages["/rss"] = Reply(status=429, headers={"Retry-After": "5000"})
    run(settings)
    server.seen.clear()
    run(settings)
    assert server.paths(robots=True) == []
    reasons = {reason for (reason,) in ask(settings, "SELECT reason FROM fetches WHERE outcome = 'blocked'")}
    assert any("asked for a pause" in reason for reason in reasons)
    with duckdb.connect(str(settings.writer_file)) as con:
        con.execute("UPDATE internal.pauses SET until = set_at")
    server.pages["/rss"] = Reply(rss(*tin(1)))
    run(settings)
    assert account(settings)["fetched"] >= 1
    assert ask(settings, "SELECT count(*) FROM internal.pauses") == [(0,)]


def test_a_killed_run_does_not_forget_a_pause(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    server.pages["/rss"] = Reply(status=429, headers={"Retry-After": "5000"})
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "load_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            run(settings)
    server.seen.clear()
    run(settings)
    assert server.paths() == []
    assert ask(settings, "SELECT domain, refusals FROM internal.pauses") == [("bao.test", 1)]


def test_a_warehouse_that_cannot_be_had_loses_no_visit(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    now = datetime.now(UTC)
    pause = PauseRow(domain="bao.test", until=now + timedelta(hours=1), refusals=1, failures=0, reason="?", set_at=now)
    [site] = chosen(settings, ["bao"])
    settings.writer_file.write_bytes(b"no warehouse")
    asyncio.run(remember(site, Memory((pause,)), settings, pipeline.begin("ingest", {}, settings)))
    assert "not kept before the end of the run" in caplog.text
    assert settings.writer_file.read_bytes() == b"no warehouse"


def test_every_address_of_an_article_is_known(settings: Settings, server: Server) -> None:
    server.pages["/rss"] = Reply(rss("http://www.bao.test/tin-1.html?utm_source=rss"))
    server.pages["/tin-1.html?utm_source=rss"] = Reply(
        status=301, headers={"Location": "http://bao.test/tin-1.html?m=1"}
    )
    server.pages["/tin-1.html?m=1"] = Reply(article(1))
    run(settings)
    found = ask(
        settings, "SELECT l.url FROM internal.aliases l JOIN articles a USING (article_id) WHERE a.url LIKE '%tin-1%'"
    )
    assert {url for (url,) in found} >= {
        "http://www.bao.test/tin-1.html?utm_source=rss",
        "http://bao.test/tin-1.html?m=1",
    }


def test_a_run_killed_at_any_moment_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    names = ["baosonha", "thongtanyte"]  # a feed and a sitemap index; `python -m tests.bench.kill` does it 100 times
    with Newsroom() as room:
        wrong, moments = one_round(room, names, 3, random.Random(4), tmp_path)  # noqa: S311
    assert (wrong, len(moments)) == ([], 3)

"""Are a site's addresses all found, each once, and is it decided rightly what to fetch now, later or never?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from flows.discover import Discovered, Reach, discover
from flows.fetch import Fetcher
from flows.fetched import Fetched
from flows.plan import FIRST_RETRY, REVISITS, Plan, decide, next_state, postponed
from flows.settings import Settings
from parsers.model import Discover, FeedEntry, Site
from tests.server import Reply, Seen, Server
from warehouse.rows import AddressRow, Kind, ListingRow, Outcome, RunRow, State

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
RUN = RunRow(run_id=UUID(int=7), flow="ingest", started_at=NOW)
BASE = "http://bao.test"
HOUR = timedelta(hours=1)


def site(**lists: Any) -> Site:
    discover = Discover(article=r"/tin-\d+\.html$", **lists)
    return Site(name="bao", title="Báo", hosts=("bao.test",), discover=discover, delay_seconds=0.0)


def ask(server: Server, asked: Site, known: Mapping[str, ListingRow] | None = None) -> Discovered:
    async def run() -> Discovered:
        settings = Settings(timeout=1.0, routes=server.routes("bao.test", "www.bao.test"))
        async with Fetcher(settings) as fetcher:
            return await discover(asked, fetcher, known or {}, RUN)

    return asyncio.run(run())


def rss(*links: str) -> str:
    items = (f"<item><title>T</title><link>{link}</link></item>" for link in links)
    return f"<rss><channel>{''.join(items)}</channel></rss>"


def urlset(*links: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{link}</loc></url>' for link in links)}</urlset>"


def index(*links: str) -> str:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{link}</loc></sitemap>' for link in links)}</sitemapindex>"


def names(found: Discovered) -> list[str]:
    return [entry.url.removeprefix(BASE) for entry in found.entries]


def outcomes(found: Discovered, kind: Kind) -> list[tuple[str, str]]:
    return [(row.url.removeprefix(BASE), str(row.outcome)) for row in found.fetches if row.kind is kind]


def test_every_kind_of_list_is_asked_and_an_address_comes_once() -> None:
    pages = {
        "/rss": Reply(rss("http://www.bao.test/tin-1.html?utm_source=rss", f"{BASE}/tin-2.html")),
        "/map.xml": Reply(urlset(f"{BASE}/tin-2.html#x", f"{BASE}/tin-3.html")),
        "/y-te": Reply('<a href="/tin-3.html">Ba</a><a href="/tin-4.html">Bốn</a><a href="/lien-he">Liên hệ</a>'),
    }
    lists = {"feeds": (f"{BASE}/rss",), "sitemaps": (f"{BASE}/map.xml",), "listings": (f"{BASE}/y-te",)}
    with Server(pages) as server:
        found = ask(server, site(**lists))
    assert [entry.url.removeprefix(BASE) for entry in found.entries] == [
        "http://www.bao.test/tin-1.html?utm_source=rss", "/tin-2.html", "/tin-3.html", "/tin-4.html"
    ]  # fmt: skip
    assert [entry.title for entry in found.entries] == ["T", "T", "Ba", "Bốn"]
    assert [(row.kind, row.listed, row.outcome) for row in found.fetches] == [
        (Kind.FEED, 2, Outcome.FETCHED), (Kind.SITEMAP, 2, Outcome.FETCHED), (Kind.LISTING, 2, Outcome.FETCHED)
    ]  # fmt: skip
    assert len({row.fetch_id for row in found.fetches}) == 3
    assert {row.site for row in found.fetches} == {"bao"}
    assert {row.run_id for row in found.fetches} == {RUN.run_id}


def test_what_is_left_out_is_a_row_with_its_reason() -> None:
    links = ("http://khac.test/tin-1.html", f"{BASE}/video/1", f"{BASE}/video/1", f"{BASE}/tin-2.html")
    with Server({"/rss": Reply(rss(*links))}) as server:
        found = ask(server, site(feeds=(f"{BASE}/rss",)))
    assert names(found) == ["/tin-2.html"]
    skipped = [(row.url, row.reason) for row in found.fetches if row.outcome is Outcome.SKIPPED]
    assert skipped == [("http://khac.test/tin-1.html", "other_site"), (f"{BASE}/video/1", "not_article")]
    assert found.fetches[0].listed == 3


def test_a_list_that_has_not_changed_ends_with_a_304() -> None:
    def answer(seen: Seen) -> Reply:
        fresh = seen.headers.get("If-None-Match") != '"1"'
        return Reply(rss(f"{BASE}/tin-1.html"), headers={"ETag": '"1"'}) if fresh else Reply(status=304)

    asked = site(feeds=(f"{BASE}/rss",))
    with Server({"/rss": answer}) as server:
        first = ask(server, asked)
        second = ask(server, asked, {row.url: row for row in first.listings})
    assert first.listings[0].etag == '"1"'
    assert (names(first), names(second)) == (["/tin-1.html"], [])
    assert second.fetches[0].outcome is Outcome.NOT_MODIFIED
    assert second.listings[0] == replace(first.listings[0], checked_at=second.fetches[0].at)


@pytest.mark.parametrize("body", ["<html>Bảo trì</html>", index(f"{BASE}/s.xml")])
def test_a_bad_moment_or_an_index_is_asked_whole_the_next_time(body: str) -> None:
    with Server({"/map.xml": Reply(body, headers={"ETag": '"1"', "Last-Modified": "x"})}) as server:
        found = ask(server, site(sitemaps=(f"{BASE}/map.xml",)))
    kept = next(row for row in found.listings if row.url.endswith("map.xml"))
    assert (kept.etag, kept.last_modified) == (None, None)


def test_failures_are_rows_and_the_other_lists_are_asked_all_the_same() -> None:
    pages = {"/b": Reply("?", status=500), "/c": Reply(rss(f"{BASE}/tin-1.html")[:-14]), "/d": Reply("<p>?</p>")}
    with Server(pages) as server:
        found = ask(server, site(feeds=tuple(f"{BASE}/{name}" for name in "abcd")))
    assert outcomes(found, Kind.FEED) == [
        ("/a", "gone"), ("/b", "http_error"), ("/c", "fetched"), ("/d", "fetched")
    ]  # fmt: skip
    assert names(found) == ["/tin-1.html"]
    reasons = [row.reason for row in found.fetches]
    assert reasons[1] == "HTTP 500 Internal Server Error"
    assert "not well-formed" in str(reasons[2])
    assert "not a feed" in str(reasons[3])
    assert [row.url.removeprefix(BASE) for row in found.listings] == ["/c", "/d"]


def test_sitemaps_are_followed_two_levels_down_and_loops_end() -> None:
    pages = {
        "/0": Reply(index(f"{BASE}/1", f"{BASE}/0", "http://khac.test/x")),
        "/1": Reply(index(f"{BASE}/2", f"{BASE}/1")),
        "/2": Reply(index(f"{BASE}/3") + urlset(f"{BASE}/tin-2.html")),
        "/3": Reply(urlset(f"{BASE}/tin-3.html")),
    }
    with Server(pages) as server:
        found = ask(server, site(sitemaps=(f"{BASE}/0",)))
    assert server.paths() == ["/0", "/1", "/2"]
    assert names(found) == ["/tin-2.html"]


def test_no_more_sitemaps_than_the_cap_are_asked() -> None:
    with Server({"/0": Reply(index(*(f"{BASE}/s{n}" for n in range(50))))}) as server:
        ask(server, site(sitemaps=(f"{BASE}/0",)))
    assert len(server.paths()) == Reach().sitemaps


@pytest.mark.parametrize(("turn", "asked"), [(1, 1), (2, 2), (9, 3)])
def test_listing_pages_are_turned_as_far_as_the_site_says(turn: int, asked: int) -> None:
    def page(number: int) -> Reply:
        following = number % 3 + 1  # the last page links to the first
        return Reply(f'<a href="/tin-{number}.html">T</a><a class="sau" href="/y-te?trang={following}">Sau</a>')

    with Server({f"/y-te?trang={n}": page(n) for n in (1, 2, 3)}) as server:
        found = ask(server, site(listings=(f"{BASE}/y-te?trang=1",), next_page="a.sau", pages=turn))
    assert names(found) == [f"/tin-{n}.html" for n in range(1, asked + 1)]
    assert len(server.paths()) == asked


def entry(number: int, published: datetime | None = None, modified: datetime | None = None) -> FeedEntry:
    return FeedEntry(f"{BASE}/tin-{number}.html", f"Tin {number}", published, modified)


def row(number: int, state: State, due_at: datetime | None = None, attempts: int = 1) -> AddressRow:
    return AddressRow(
        url=entry(number).url, site="bao", listed_at=NOW - HOUR, state=state, due_at=due_at, attempts=attempts
    )  # fmt: skip


def plan(entries: list[FeedEntry], *rows: AddressRow, **options: Any) -> Plan:
    return decide(entries, {row.url: row for row in rows}, NOW, **options)


def test_new_addresses_are_fetched_and_others_by_their_state() -> None:
    rows = [
        row(1, State.HELD, NOW + HOUR),
        row(2, State.HELD, NOW),
        row(3, State.HELD),
        row(4, State.GONE),
        row(5, State.REFUSED),
        row(6, State.DUE, NOW + HOUR),
        row(7, State.DUE, NOW),
    ]
    made = plan([entry(n) for n in range(1, 9)], *rows)
    assert made.fetch == (entry(7), entry(8), entry(2))  # never held first
    assert made.known == tuple(entry(n) for n in (1, 3, 4, 5, 6))
    assert made.later == made.skip == ()


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (entry(1, modified=NOW - HOUR / 2), True),
        (entry(1, published=NOW - HOUR / 2), True),
        (entry(1, modified=NOW - HOUR), False),
        (entry(1, modified=NOW - 2 * HOUR), False),
        (entry(1), False),
    ],
)
def test_a_newer_time_in_a_list_makes_a_revisit_due(said: FeedEntry, due: bool) -> None:
    first = entry(1, published=NOW - HOUR)
    held = next_state(None, first, fetched(Outcome.FETCHED), NOW, "bao")
    assert (plan([said], held).fetch == (said,)) is due


def test_a_list_that_is_ahead_of_its_time_brings_one_revisit_only() -> None:
    ahead = entry(1, modified=NOW + 24 * HOUR)
    held = next_state(None, entry(1), fetched(Outcome.FETCHED), NOW, "bao")
    assert plan([ahead], held).fetch == (ahead,)
    assert plan([ahead], next_state(held, ahead, fetched(Outcome.FETCHED), NOW)).fetch == ()


def test_the_address_asked_is_the_one_listed() -> None:
    listed = FeedEntry("https://www.bao.test/tin-1.html")
    kept = postponed(listed, None, "bao", NOW)
    assert (kept.url, kept.asked_url) == ("https://bao.test/tin-1.html", listed.url)
    assert decide([], {kept.url: kept}, NOW).fetch == (listed,)


def test_what_is_due_and_not_listed_any_more_is_not_forgotten() -> None:
    made = plan([], row(1, State.DUE, NOW), row(2, State.HELD, NOW), row(3, State.DUE, NOW - HOUR), row(4, State.HELD))
    assert [found.url for found in made.fetch] == [entry(n).url for n in (3, 1, 2)]


def test_since_skips_what_is_older_and_keeps_what_has_no_date() -> None:
    entries = [entry(1, NOW - HOUR), entry(2), entry(3, NOW - 9 * HOUR), entry(4, NOW - 9 * HOUR, NOW)]
    made = plan(entries, since=NOW - 2 * HOUR)
    assert made.fetch == (entries[0], entries[1], entries[3])
    assert made.skip == ((entries[2], "since"),)


def test_the_limit_puts_off_and_loses_nothing() -> None:
    entries = [entry(n) for n in range(1, 6)]
    made = plan(entries, row(5, State.HELD, NOW), limit=2)
    assert (made.fetch, made.later) == (tuple(entries[:2]), tuple(entries[2:]))
    kept = [postponed(left, None, "bao", NOW) for left in made.later[:2]]
    kept.append(postponed(entries[4], row(5, State.HELD, NOW + HOUR), "bao", NOW))
    assert [address.state for address in kept] == [State.DUE, State.DUE, State.HELD]
    again = decide([], {address.url: address for address in kept}, NOW + HOUR, limit=None)
    assert [found.url for found in again.fetch] == [left.url for left in made.later]
    assert plan(entries, limit=0).fetch == ()


@pytest.mark.parametrize("limit", [0, 1, 3, None])
def test_every_entry_stands_in_exactly_one_place(limit: int | None) -> None:
    entries = [entry(n, NOW - n * HOUR) for n in range(8)]
    made = plan(entries, row(1, State.GONE), row(2, State.HELD, NOW), limit=limit, since=NOW - 5 * HOUR)
    placed = [*made.fetch, *made.later, *made.known, *(one for one, _ in made.skip)]
    assert sorted(one.url for one in placed) == sorted(one.url for one in entries)


def fetched(
    outcome: Outcome, status: int | None = 200, retry_at: datetime | None = None, elapsed_ms: int | None = 5
) -> Fetched:
    return Fetched(entry(1).url, NOW, outcome, status, elapsed_ms=elapsed_ms, retry_at=retry_at)


def test_a_held_address_is_revisited_on_plan_and_then_never() -> None:
    at, address = NOW, next_state(None, entry(1), fetched(Outcome.FETCHED), NOW, "bao")
    visits = []
    while address.due_at is not None:
        at = address.due_at
        visits.append(at - NOW)
        address = next_state(address, entry(1), fetched(Outcome.FETCHED), at, "bao")
    assert tuple(visits) == REVISITS
    assert (address.state, address.site, address.listed_at) == (State.HELD, "bao", NOW)


def test_an_early_revisit_does_not_use_up_the_plan() -> None:
    address = next_state(None, entry(1), fetched(Outcome.FETCHED), NOW, "bao")
    early = next_state(address, entry(1), fetched(Outcome.FETCHED), NOW + HOUR / 2, "bao")
    assert (early.attempts, early.due_at) == (address.attempts, NOW + HOUR / 2 + HOUR)


@pytest.mark.parametrize(
    "outcome", [Outcome.FAILED, Outcome.HTTP_ERROR, Outcome.BLOCKED, Outcome.NOT_MODIFIED, Outcome.ROBOTS]
)
def test_a_held_address_stays_held_whatever_a_revisit_brings(outcome: Outcome) -> None:
    address = next_state(row(1, State.HELD, NOW), entry(1), fetched(outcome), NOW, "bao")
    assert (address.state, address.attempts) == (State.HELD, 2)


@pytest.mark.parametrize("state", [State.HELD, State.DUE])
def test_what_is_gone_stays_out(state: State) -> None:
    address = next_state(row(1, state, NOW), entry(1), fetched(Outcome.GONE, 404), NOW, "bao")
    assert (address.state, address.due_at) == (State.GONE, None)
    assert plan([entry(1, modified=NOW)], address).fetch == ()


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Outcome.FAILED, None), (Outcome.HTTP_ERROR, 500), (Outcome.BLOCKED, 403), (Outcome.BLOCKED, 429)],
)
def test_what_may_pass_is_tried_again_later_and_later_then_refused(outcome: Outcome, status: int | None) -> None:
    address, at, waits = None, NOW, []
    for _ in range(5):
        address = next_state(address, entry(1), fetched(outcome, status), at, "bao")
        if address.due_at:
            waits.append(address.due_at - at)
            at = address.due_at
    assert waits == [FIRST_RETRY * 4**n for n in range(4)]
    assert address is not None
    assert (address.state, address.due_at) == (State.REFUSED, None)


@pytest.mark.parametrize("outcome", [Outcome.ROBOTS, Outcome.TOO_LARGE])
def test_what_will_not_pass_is_refused_at_once(outcome: Outcome) -> None:
    assert next_state(None, entry(1), fetched(outcome), NOW, "bao").state is State.REFUSED


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.ROBOTS, Outcome.FAILED])
def test_a_host_that_pauses_or_is_down_is_no_failure_of_the_address(outcome: Outcome) -> None:
    nothing = fetched(outcome, None, NOW + 2 * HOUR, elapsed_ms=None)
    new = next_state(None, entry(1), nothing, NOW, "bao")
    assert (new.state, new.due_at, new.attempts) == (State.DUE, NOW + 2 * HOUR, 0)
    held = next_state(row(1, State.HELD, NOW, 3), entry(1), nothing, NOW, "bao")
    assert (held.state, held.due_at, held.attempts) == (State.HELD, NOW + 2 * HOUR, 3)


def test_a_named_pause_is_kept_when_it_is_longer_than_ours() -> None:
    long = next_state(None, entry(1), fetched(Outcome.BLOCKED, 429, NOW + 9 * HOUR), NOW, "bao")
    short = next_state(None, entry(1), fetched(Outcome.BLOCKED, 429, NOW), NOW, "bao")
    assert (long.due_at, short.due_at) == (NOW + 9 * HOUR, NOW + FIRST_RETRY)

"""Site -> Harvest: discover its new addresses, fetch them one by one, put each page in the archive."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.accounting import accounted, rested, set_aside
from flows.discover import Discovered, discover, key_of
from flows.fetch import Fetcher
from flows.fetched import Fetched
from flows.plan import Plan, decide, next_state, postponed
from flows.reading import page_row
from flows.request import Request
from flows.settings import Settings
from flows.stream import Stream
from flows.warc import Archive
from parsers import FeedEntry, Site
from parsers.fingerprint import key
from parsers.sites import Sites
from parsers.urls import canonical, host
from warehouse.db import reader
from warehouse.holdings import pages_at
from warehouse.rows import (
    AddressRow,
    FetchRow,
    Kind,
    ListingRow,
    Outcome,
    PageRow,
    PauseRow,
    RobotsRow,
    RunRow,
    State,
)
from warehouse.state import due, known_addresses

log = logging.getLogger(__name__)

Watch = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


@dataclass(frozen=True, slots=True)
class Desk:
    """What every visit of a run shares."""

    settings: Settings
    fetcher: Fetcher
    archive: Archive
    run: RunRow
    request: Request
    watch: Watch
    answers: Mapping[str, Mapping[str, ListingRow]] = field(default_factory=dict)  # of each site's lists, the last ones
    stream: Stream | None = None  # where pages go that were just fetched; without it they wait in the harvest


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one visit brought: rows for the load; the pages themselves are in the archive.

    `streamed` are further pages, which were read on their way.
    """

    site: str
    pages: tuple[PageRow, ...] = ()
    fetches: tuple[FetchRow, ...] = ()
    addresses: tuple[AddressRow, ...] = ()
    listings: tuple[ListingRow, ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    robots: tuple[RobotsRow, ...] = ()
    streamed: tuple[UUID, ...] = ()

    @property
    def asked(self) -> bool:
        """Was anything asked over the network?"""
        return any(row.kind is not Kind.FILE for row in self.fetches)

    def tally(self) -> Counter[str]:
        """How many entries its lists held, and how its articles ended: outcome -> number."""
        counts = Counter(str(row.outcome) for row in self.fetches if row.kind is Kind.ARTICLE)
        counts["listed"] = sum((row.listed or 0) - (row.repeated or 0) for row in self.fetches)
        counts["known"] = sum(row.known or 0 for row in self.fetches)
        polls = [row for row in self.fetches if row.kind is not Kind.ARTICLE and row.outcome is not Outcome.SKIPPED]
        counts["unreachable"] = sum(not reached(row) for row in polls)
        return counts


@dataclass(slots=True)
class _Basket:
    """What one visit has gathered so far."""

    pages: list[PageRow] = field(default_factory=list)
    streamed: list[UUID] = field(default_factory=list)
    fetches: list[FetchRow] = field(default_factory=list)
    addresses: list[AddressRow] = field(default_factory=list)


def reached(row: FetchRow) -> bool:
    """Did the address answer with what was asked for, or that nothing changed?"""
    return row.outcome in (Outcome.FETCHED, Outcome.NOT_MODIFIED)


async def visit(site: Site, desk: Desk) -> Harvest:
    """Discover and fetch what is new at one site, politely and in order. Raises nothing for what a server does."""
    found = await _listed(site, desk) if desk.request.lists else Discovered()
    known, plan, held = await asyncio.to_thread(_planned, site, found, desk)
    basket = _Basket()
    for number, entry in enumerate(plan.fetch, 1):
        await _take(site, entry, known.get(canonical(entry.url)), held.get(entry.url, ()), desk, basket)
        desk.watch(site.name, number, len(plan.fetch))
    fetches = accounted(found, known, plan, (*basket.fetches, *passed_over(site, plan.left_out(), desk.run)))
    return Harvest(
        site=site.name,
        pages=tuple(basket.pages),
        streamed=tuple(basket.streamed),
        fetches=fetches,
        addresses=(*basket.addresses, *waiting(site, plan, known, desk.run), *set_aside(found, known)),
        listings=rested(found, fetches, plan),
    )


async def _listed(site: Site, desk: Desk) -> Discovered:
    answers = desk.answers.get(site.name, {})
    return await discover(site, desk.fetcher, answers, desk.run, eager=desk.request.is_eager)


async def _take(
    site: Site, entry: FeedEntry, address: AddressRow | None, held: Sequence[PageRow], desk: Desk, basket: _Basket
) -> None:
    """Fetch one entry: its page into the archive, its rows into the basket. What is held is only asked for news."""
    last = held[0] if held else None
    fetched = await desk.fetcher.get(
        entry.url,
        delay=site.delay_seconds,
        etag=last.etag if last else None,
        last_modified=last.last_modified if last else None,
    )
    page = keep(fetched, desk.archive, desk.run, held)
    is_new = page is not None and all(page.page_id != row.page_id for row in held)
    if page and fetched.page and is_new and desk.stream:
        basket.streamed.append(page.page_id)
        await desk.stream.take(page, fetched.page)
    elif page:
        basket.pages.append(page)
    else:
        log.info("%s: %s %s", fetched.url, fetched.outcome, fetched.reason or "")
    basket.fetches.append(fetch_row(fetched, site.name, desk.run, page))
    basket.addresses.append(next_state(address, entry, fetched, desk.run.started_at, site.name))


def keep(fetched: Fetched, archive: Archive, run: RunRow, held: Sequence[PageRow] = ()) -> PageRow | None:
    """Put what a fetch brought in the archive; None when it brought nothing.

    When it is one of the pages `held` of this address, newest first, only that it is so still is written.
    """
    page = fetched.page
    if page is None and not (fetched.outcome is Outcome.NOT_MODIFIED and held):
        return None
    same = next((row for row in held if page is None or row.sha256 == page.sha256), None)
    if page and not same:
        return page_row(page, run.run_id, *archive.append(page, fetched.request, fetched.server))
    assert same is not None  # noqa: S101  # without a page, the first of those held
    file, offset = archive.repeat(same, fetched.at, page, fetched.request, fetched.server)
    return replace(same, fetched_at=fetched.at, warc_file=file, warc_offset=offset, run_id=run.run_id)


def fetch_row(fetched: Fetched, site: str, run: RunRow, page: PageRow | None) -> FetchRow:
    """The row of an attempt on an article's address."""
    url = canonical(fetched.url)
    return FetchRow(
        fetch_id=key_of(run, Kind.ARTICLE, url),
        run_id=run.run_id,
        site=site,
        url=url,
        kind=Kind.ARTICLE,
        at=fetched.at,
        outcome=fetched.outcome,
        status=fetched.status,
        reason=fetched.reason,
        elapsed_ms=fetched.elapsed_ms,
        bytes=fetched.bytes,
        page_id=page.page_id if page else None,
    )


def file_row(page: PageRow, sites: Sites, run: RunRow) -> FetchRow:
    """The row of a page that came from disk; the same each time it comes. No site when it has no address."""
    site = sites.by_host(host(page.final_url))
    return FetchRow(
        fetch_id=key("import", str(page.page_id)),
        run_id=run.run_id,
        site=site.name if site else host(page.final_url),
        url=page.url,
        kind=Kind.FILE,
        at=page.fetched_at,
        outcome=Outcome.FETCHED,
        status=page.status,
        bytes=page.bytes,
        page_id=page.page_id,
    )


def _planned(
    site: Site, found: Discovered, desk: Desk
) -> tuple[Mapping[str, AddressRow], Plan, Mapping[str, Sequence[PageRow]]]:
    """Where the addresses stand, what to do with each, and the pages we hold of those to be visited again.

    Known are the listed addresses, and those of the site that are due though no list names them any more; pages are
    by address asked for, the newest first. The warehouse is opened once: that costs more than what is asked of it.
    """
    since = _midnight(desk.request.since, site)
    with reader(desk.settings.warehouse_file) as con:
        unlisted = {row.url: row for row in due(con, site.name, desk.run.started_at)}
        known = unlisted | known_addresses(con, list(found.origins))
        plan = decide(found.entries, known, desk.run.started_at, desk.request.limit, since)
        held = pages_at(con, _to_visit_again(plan, known))
    archive = desk.settings.archive
    return known, plan, {url: [row for row in rows if (archive / row.warc_file).exists()] for url, rows in held.items()}


def _to_visit_again(plan: Plan, known: Mapping[str, AddressRow]) -> list[str]:
    rows = ((entry.url, known.get(canonical(entry.url))) for entry in plan.fetch)
    return [url for url, row in rows if row and row.state is State.HELD]


def _midnight(day: date | None, site: Site) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(site.zone)) if day else None


def passed_over(site: Site, reasons: Iterable[tuple[FeedEntry, str]], run: RunRow) -> Iterable[FetchRow]:
    """Rows for the entries that are not asked for, with the reason."""
    for entry, reason in reasons:
        skipped = Fetched(entry.url, run.started_at, Outcome.SKIPPED, reason=reason)
        yield fetch_row(skipped, site.name, run, None)


def waiting(site: Site, plan: Plan, known: Mapping[str, AddressRow], run: RunRow) -> Iterable[AddressRow]:
    """Rows that keep the entries over the limit for the next run."""
    for entry in plan.later:
        yield postponed(entry, known.get(canonical(entry.url)), site.name, run.started_at)

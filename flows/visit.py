"""Site -> Harvest: discover its new addresses, fetch them one by one, put each page in the archive."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flows.discover import Discovered, discover
from flows.fetch import Fetcher
from flows.fetched import Fetched
from flows.plan import Plan, decide, next_state, postponed
from flows.reading import page_row
from flows.settings import Settings
from flows.warc import Archive
from parsers import FeedEntry, Site
from parsers.fingerprint import key
from parsers.urls import canonical
from warehouse.db import reader
from warehouse.rows import AddressRow, FetchRow, Kind, ListingRow, Outcome, PageRow, RunRow
from warehouse.state import due, known_addresses, validators

log = logging.getLogger(__name__)

Watch = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


@dataclass(frozen=True, slots=True)
class Desk:
    """What every visit of a run shares."""

    settings: Settings
    fetcher: Fetcher
    archive: Archive
    run: RunRow
    limit: int | None
    since: date | None
    watch: Watch


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one visit brought: rows for the load; the pages themselves are in the archive."""

    site: str
    pages: tuple[PageRow, ...] = ()
    fetches: tuple[FetchRow, ...] = ()
    addresses: tuple[AddressRow, ...] = ()
    listings: tuple[ListingRow, ...] = ()

    @property
    def asked(self) -> bool:
        """Was anything asked over the network?"""
        return any(row.kind is not Kind.FILE for row in self.fetches)

    def tally(self) -> Counter[str]:
        """How many entries its lists held, and how its articles ended: outcome -> number."""
        counts = Counter(str(row.outcome) for row in self.fetches if row.kind is Kind.ARTICLE)
        counts["listed"] = sum(row.listed or 0 for row in self.fetches)
        counts["unreachable"] = sum(row.kind is not Kind.ARTICLE and not reached(row) for row in self.fetches)
        return counts


@dataclass(slots=True)
class _Basket:
    """What one visit has gathered so far."""

    pages: list[PageRow] = field(default_factory=list)
    fetches: list[FetchRow] = field(default_factory=list)
    addresses: list[AddressRow] = field(default_factory=list)


def reached(row: FetchRow) -> bool:
    """Did the address answer with what was asked for, or that nothing changed?"""
    return row.outcome in (Outcome.FETCHED, Outcome.NOT_MODIFIED)


async def visit(site: Site, desk: Desk) -> Harvest:
    """Discover and fetch what is new at one site, politely and in order. Raises nothing for what a server does."""
    lists = await asyncio.to_thread(_last_answers, site, desk.settings)
    found = await discover(site, desk.fetcher, lists, desk.run)
    known = await asyncio.to_thread(_known, site, found, desk)
    plan = decide(found.entries, known, desk.run.started_at, desk.limit, _midnight(desk.since, site))
    basket = _Basket()
    for number, entry in enumerate(plan.fetch, 1):
        await _take(site, entry, known.get(canonical(entry.url)), desk, basket)
        desk.watch(site.name, number, len(plan.fetch))
    return Harvest(
        site=site.name,
        pages=tuple(basket.pages),
        fetches=(*found.fetches, *basket.fetches, *_passed_over(site, plan, desk.run)),
        addresses=(*basket.addresses, *_waiting(site, plan, known, desk.run)),
        listings=found.listings,
    )


async def _take(site: Site, entry: FeedEntry, address: AddressRow | None, desk: Desk, basket: _Basket) -> None:
    """Fetch one entry: its page into the archive, its rows into the basket."""
    fetched = await desk.fetcher.get(entry.url, delay=site.delay_seconds)
    page = keep(fetched, desk.archive, desk.run) if fetched.page else None
    if page:
        basket.pages.append(page)
    else:
        log.info("%s: %s %s", fetched.url, fetched.outcome, fetched.reason or "")
    basket.fetches.append(fetch_row(fetched, site.name, desk.run, page))
    basket.addresses.append(next_state(address, entry, fetched, desk.run.started_at, site.name))


def keep(fetched: Fetched, archive: Archive, run: RunRow) -> PageRow:
    """Put the page of a fetch in the archive."""
    assert fetched.page is not None  # noqa: S101  # the caller has looked
    file, offset = archive.append(fetched.page)
    return page_row(fetched.page, run.run_id, file, offset)


def fetch_row(fetched: Fetched, site: str, run: RunRow, page: PageRow | None) -> FetchRow:
    """The row of an attempt on an article's address."""
    url = canonical(fetched.url)
    return FetchRow(
        fetch_id=key("fetch", str(run.run_id), Kind.ARTICLE, url),
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


def _last_answers(site: Site, settings: Settings) -> Mapping[str, ListingRow]:
    with reader(settings.warehouse_file) as con:
        return validators(con, site.name)


def _known(site: Site, found: Discovered, desk: Desk) -> dict[str, AddressRow]:
    """Where the listed addresses stand, and those of the site that are due though no list names them any more."""
    with reader(desk.settings.warehouse_file) as con:
        waiting = {row.url: row for row in due(con, site.name, desk.run.started_at)}
        return waiting | known_addresses(con, [canonical(entry.url) for entry in found.entries])


def _midnight(day: date | None, site: Site) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(site.zone)) if day else None


def _passed_over(site: Site, plan: Plan, run: RunRow) -> Iterable[FetchRow]:
    """Rows for the entries that are not asked for, with the reason."""
    reasons = [*plan.skip, *((entry, "limit") for entry in plan.later)]
    for entry, reason in reasons:
        skipped = Fetched(entry.url, run.started_at, Outcome.SKIPPED, reason=reason)
        yield fetch_row(skipped, site.name, run, None)


def _waiting(site: Site, plan: Plan, known: Mapping[str, AddressRow], run: RunRow) -> Iterable[AddressRow]:
    """Rows that keep the entries over the limit for the next run."""
    for entry in plan.later:
        yield postponed(entry, known.get(canonical(entry.url)), site.name, run.started_at)

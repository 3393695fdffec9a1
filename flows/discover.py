"""Site -> Discovered: ask its feeds, sitemaps and listing pages for article addresses."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flows.plan import Plan, decide, next_state, postponed
from parsers.feeds import read_feed, read_listing, read_sitemap
from parsers.fingerprint import key
from parsers.listing import Listing, merged
from parsers.sites import Sites
from parsers.urls import canonical, host
from warehouse.rows import FetchRow, Kind, ListingRow, Outcome, RunRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from flows.fetch import Fetched, Fetcher
    from parsers.model import FeedEntry, Page, Site

__all__ = ["Discovered", "Plan", "decide", "discover", "next_state", "postponed"]

SITEMAP_DEPTH = 2  # an index, and the sitemaps or indexes it names, and the sitemaps those name
OTHER_SITE, NOT_ARTICLE = "other_site", "not_article"  # why an entry is left out


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back the lists of a site are followed."""

    sitemaps: int = 20  # of one site in one run, the newest first
    pages: int | None = None  # of a listing; None: as many as the site's file says
    sitemap: Callable[[str], bool] = lambda _: True  # is a sitemap of this address worth asking?


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a site lists now: article addresses, a row for every poll and skipped entry, new validators.

    `origins` says for each address, canonical, which poll named it first.
    """

    entries: tuple[FeedEntry, ...] = ()
    fetches: tuple[FetchRow, ...] = ()
    listings: tuple[ListingRow, ...] = ()
    origins: Mapping[str, UUID] = field(default_factory=dict)


async def discover(
    site: Site,
    fetcher: Fetcher,
    known: Mapping[str, ListingRow],
    run: RunRow,
    *,
    eager: bool = True,
    reach: Reach = Reach(),  # frozen
) -> Discovered:
    """Ask every list of a site, conditionally where `known` has its validators (by address).

    Unless `eager`, lists that have long had nothing new are left in peace until they are due. Entries have their
    addresses as listed, each canonical one once, in the order listed, and match the site's article form; the others
    are in `fetches` as skipped. In the row of a poll, `listed` and `repeated` count its entries and `reason` says what
    had to be salvaged. Raises nothing for what a server does.
    """
    search = _Search(site, fetcher, known, run, eager, reach)
    for url in site.discover.feeds:
        await search.poll(Kind.FEED, url)
    await search.descend(site.discover.sitemaps)
    for url in site.discover.listings:
        await search.turn_pages(url)
    rows = (*search.rows.values(), *search.aside.values())
    return Discovered(tuple(search.entries.values()), rows, tuple(search.validators), search.origins)


@dataclass(slots=True)
class _Search:
    """One site being asked; what was found so far."""

    site: Site
    fetcher: Fetcher
    known: Mapping[str, ListingRow]
    run: RunRow
    eager: bool
    reach: Reach
    entries: dict[str, FeedEntry] = field(default_factory=dict)
    rows: dict[tuple[Kind, str], FetchRow] = field(default_factory=dict)
    aside: dict[str, FetchRow] = field(default_factory=dict)  # what is skipped
    origins: dict[str, UUID] = field(default_factory=dict)
    validators: list[ListingRow] = field(default_factory=list)

    async def descend(self, sitemaps: Iterable[str]) -> None:
        """Ask sitemaps and those they name, level by level; loops end, as no address is asked twice."""
        level = tuple(sitemaps)
        for _ in range(SITEMAP_DEPTH + 1):
            below: list[str] = []
            for url in level:
                if sum(kind is Kind.SITEMAP for kind, _ in self.rows) >= self.reach.sitemaps:
                    return
                below += (await self.poll(Kind.SITEMAP, url)).sitemaps
            level = tuple(dict.fromkeys(url for url in below if self._is_own(url) and self.reach.sitemap(url)))

    async def turn_pages(self, url: str) -> None:
        """Ask a listing and the pages that follow it, as many as the site's file says."""
        following: str | None = url
        for _ in range(max(1, self.reach.pages or self.site.discover.pages)):
            if following is None or not self._is_own(following):
                return
            following = (await self.poll(Kind.LISTING, following)).next_page

    async def poll(self, kind: Kind, url: str) -> Listing:
        """Ask one list and keep what it says; an empty Listing when it has nothing new."""
        if (kind, url) in self.rows:
            return Listing()
        last = self.known.get(url)
        if last and last.due_at and last.due_at > self.run.started_at and not self.eager:
            resting = self._row(kind, url, self.run.started_at, Outcome.SKIPPED)
            self.rows[kind, url] = replace(resting, reason="not_due")
            return Listing()
        fetched = await self.fetcher.get(
            url,
            delay=self.site.delay_seconds,
            etag=last.etag if last else None,
            last_modified=last.last_modified if last else None,
        )
        page = fetched.page
        is_same = page is not None and last is not None and last.sha256 == page.sha256
        # In a thread: a list of many thousand entries must not keep the answers of other hosts waiting.
        listing = await asyncio.to_thread(_read, kind, page, self.site) if page and not is_same else Listing()
        repeated = self._take_all(listing, key_of(self.run, kind, url), fetched.at)
        self._note(kind, fetched, listing, last, is_same)
        if page and not is_same:
            counted = replace(self.rows[kind, url], listed=len(listing.entries), repeated=repeated)
            self.rows[kind, url] = counted
        return listing

    def _take_all(self, listing: Listing, poll: UUID, at: datetime) -> int:
        """Keep the entries of one list; returns how many of them this run had been told of before."""
        repeated = 0
        for entry in listing.entries:
            url = canonical(entry.url)
            repeated += url in self.origins
            self.origins.setdefault(url, poll)
            self._take(url, entry, at)
        return repeated

    def _take(self, url: str, entry: FeedEntry, at: datetime) -> None:
        if reason := self._refusal(url):
            row = self._row(Kind.ARTICLE, url, at, Outcome.SKIPPED)
            # Another site may list the address as its own in the same run: its attempt has the plain key.
            fetch_id = key("skipped", str(row.fetch_id), self.site.name) if reason == OTHER_SITE else row.fetch_id
            self.aside.setdefault(url, replace(row, fetch_id=fetch_id, reason=reason, is_listed=True))
        else:
            self.entries[url] = merged(self.entries[url], entry) if url in self.entries else entry

    def _refusal(self, url: str) -> str:
        if not self._is_own(url):
            return OTHER_SITE
        return "" if re.search(self.site.discover.article, url) else NOT_ARTICLE

    def _is_own(self, url: str) -> bool:
        return Sites((self.site,)).by_host(host(url)) is not None

    def _row(self, kind: Kind, url: str, at: datetime, outcome: Outcome) -> FetchRow:
        fetch_id, run_id = key_of(self.run, kind, url), self.run.run_id
        return FetchRow(
            fetch_id=fetch_id, run_id=run_id, site=self.site.name, url=url, kind=kind, at=at, outcome=outcome
        )

    def _note(self, kind: Kind, fetched: Fetched, listing: Listing, last: ListingRow | None, is_same: bool) -> None:
        """Keep the row of a poll, and its validators for the next one."""
        row = self._row(kind, fetched.url, fetched.at, fetched.outcome)
        self.rows[kind, fetched.url] = replace(
            row,
            status=fetched.status,
            reason="same bytes as last time" if is_same else "; ".join(listing.warnings) or fetched.reason,
            elapsed_ms=fetched.elapsed_ms,
            bytes=fetched.bytes,
        )
        if last and (fetched.outcome is Outcome.NOT_MODIFIED or is_same):
            self.validators.append(replace(last, checked_at=fetched.at))
        elif fetched.page:
            self.validators.append(_validators(fetched.page, listing, last, self.site.name))
        elif fetched.retry_at:
            told = last or ListingRow(url=fetched.url, site=self.site.name, checked_at=fetched.at)
            self.validators.append(replace(told, checked_at=fetched.at, due_at=fetched.retry_at))


def _read(kind: Kind, page: Page, site: Site) -> Listing:
    if kind is Kind.FEED:
        return read_feed(page.body, page.address, site.zone, page.fetched_at)
    if kind is Kind.SITEMAP:
        return read_sitemap(page.body, page.address, site.zone)
    return read_listing(page.body, page.address, site.discover)


def key_of(run: RunRow, kind: Kind, url: str) -> UUID:
    """The key of a run's attempt on an address."""
    return key("fetch", str(run.run_id), kind, url)


def _validators(page: Page, listing: Listing, last: ListingRow | None, site: str) -> ListingRow:
    """What to ask with next time. No condition after an answer that listed nothing, so that a bad moment is
    not kept alive, nor for an index, whose sitemaps change while it does not.
    """
    useful = listing.entries and not listing.sitemaps
    return ListingRow(
        url=page.url,
        site=site,
        checked_at=page.fetched_at,
        etag=page.headers.get("etag") if useful else None,
        last_modified=page.headers.get("last-modified") if useful else None,
        sha256=page.sha256 if useful else None,
        news_at=last.news_at if last else None,
    )

"""Site -> Discovered: ask its feeds, sitemaps and listing pages for article addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flows.plan import Plan, decide, next_state, postponed
from parsers.feeds import Listing, merged, read_feed, read_listing, read_sitemap
from parsers.fingerprint import key
from parsers.sites import Sites
from parsers.urls import canonical, host
from warehouse.rows import FetchRow, Kind, ListingRow, Outcome, RunRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from flows.fetch import Fetched, Fetcher
    from parsers.model import FeedEntry, Page, Site

__all__ = ["Discovered", "Plan", "decide", "discover", "next_state", "postponed"]

SITEMAP_DEPTH = 2  # an index, and the sitemaps or indexes it names, and the sitemaps those name
MAX_SITEMAPS = 20  # of one site in one run, the newest first


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a site lists now: article addresses, a row for every poll and skipped entry, new validators."""

    entries: tuple[FeedEntry, ...] = ()
    fetches: tuple[FetchRow, ...] = ()
    listings: tuple[ListingRow, ...] = ()


async def discover(site: Site, fetcher: Fetcher, known: Mapping[str, ListingRow], run: RunRow) -> Discovered:
    """Ask every list of a site, conditionally where `known` has its validators (by address).

    Entries have their addresses as listed, each canonical one once, in the order listed, and match the site's article
    form; the others are in `fetches` as skipped. In the row of a poll, `listed` counts its entries and `reason` says
    what had to be salvaged. Raises nothing for what a server does.
    """
    search = _Search(site, fetcher, known, run)
    for url in site.discover.feeds:
        await search.poll(Kind.FEED, url)
    await search.descend(site.discover.sitemaps)
    for url in site.discover.listings:
        await search.turn_pages(url)
    return Discovered(tuple(search.entries.values()), tuple(search.rows.values()), tuple(search.validators))


@dataclass(slots=True)
class _Search:
    """One site being asked; what was found so far."""

    site: Site
    fetcher: Fetcher
    known: Mapping[str, ListingRow]
    run: RunRow
    entries: dict[str, FeedEntry] = field(default_factory=dict)
    rows: dict[tuple[Kind, str], FetchRow] = field(default_factory=dict)
    validators: list[ListingRow] = field(default_factory=list)

    async def descend(self, sitemaps: Iterable[str]) -> None:
        """Ask sitemaps and those they name, level by level; loops end, as no address is asked twice."""
        level = tuple(sitemaps)
        for _ in range(SITEMAP_DEPTH + 1):
            below: list[str] = []
            for url in level:
                if sum(kind is Kind.SITEMAP for kind, _ in self.rows) >= MAX_SITEMAPS:
                    return
                below += (await self.poll(Kind.SITEMAP, url)).sitemaps
            level = tuple(dict.fromkeys(url for url in below if self._is_own(url)))

    async def turn_pages(self, url: str) -> None:
        """Ask a listing and the pages that follow it, as many as the site's file says."""
        following: str | None = url
        for _ in range(max(1, self.site.discover.pages)):
            if following is None or not self._is_own(following):
                return
            following = (await self.poll(Kind.LISTING, following)).next_page

    async def poll(self, kind: Kind, url: str) -> Listing:
        """Ask one list and keep what it says; an empty Listing when it has nothing new."""
        if (kind, url) in self.rows:
            return Listing()
        last = self.known.get(url)
        fetched = await self.fetcher.get(
            url,
            delay=self.site.delay_seconds,
            etag=last.etag if last else None,
            last_modified=last.last_modified if last else None,
        )
        listing = _read(kind, fetched.page, self.site) if fetched.page else Listing()
        self._note(kind, fetched, listing, last)
        for entry in listing.entries:
            self._take(entry, fetched.at)
        return listing

    def _take(self, entry: FeedEntry, at: datetime) -> None:
        url = canonical(entry.url)
        reason = self._refusal(url)
        if reason:
            row = self._row(Kind.ARTICLE, url, at, Outcome.SKIPPED)
            self.rows.setdefault((Kind.ARTICLE, url), replace(row, reason=reason))
        elif url in self.entries:
            self.entries[url] = merged(self.entries[url], entry)
        else:
            self.entries[url] = entry

    def _refusal(self, url: str) -> str:
        if not self._is_own(url):
            return "other_site"
        return "" if re.search(self.site.discover.article, url) else "not_article"

    def _is_own(self, url: str) -> bool:
        return Sites((self.site,)).by_host(host(url)) is not None

    def _row(self, kind: Kind, url: str, at: datetime, outcome: Outcome) -> FetchRow:
        run_id = self.run.run_id
        fetch_id = key("fetch", str(run_id), kind, url)
        return FetchRow(
            fetch_id=fetch_id, run_id=run_id, site=self.site.name, url=url, kind=kind, at=at, outcome=outcome
        )

    def _note(self, kind: Kind, fetched: Fetched, listing: Listing, last: ListingRow | None) -> None:
        """Keep the row of a poll, and its validators for the next one."""
        row = self._row(kind, fetched.url, fetched.at, fetched.outcome)
        self.rows[kind, fetched.url] = replace(
            row,
            status=fetched.status,
            reason="; ".join(listing.warnings) or fetched.reason,
            elapsed_ms=fetched.elapsed_ms,
            bytes=fetched.bytes,
            listed=len(listing.entries) if fetched.page else None,
        )
        if fetched.page:
            self.validators.append(_validators(fetched.page, listing, self.site.name))
        elif fetched.outcome is Outcome.NOT_MODIFIED and last:
            self.validators.append(replace(last, checked_at=fetched.at))


def _read(kind: Kind, page: Page, site: Site) -> Listing:
    if kind is Kind.FEED:
        return read_feed(page.body, page.address, site.zone)
    if kind is Kind.SITEMAP:
        return read_sitemap(page.body, page.address, site.zone)
    return read_listing(page.body, page.address, site.discover)


def _validators(page: Page, listing: Listing, site: str) -> ListingRow:
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
    )

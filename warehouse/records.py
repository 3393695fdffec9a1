"""Rows of runs, pages, fetches, addresses, listings and hosts -> their tables; what is there already stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from duckdb import DuckDBPyConnection

from warehouse.db import statement
from warehouse.rows import AddressRow, FetchRow, ListingRow, PageRow, PauseRow, RobotsRow, RunRow
from warehouse.tables import append, delete, names, select, values

ADDRESS = (*names(AddressRow), "set_at")


def put_run(con: DuckDBPyConnection, run: RunRow) -> None:
    """Insert the run or bring its row up to date; a finished run is not reopened."""
    con.execute(statement("put_run"), dict(zip(names(RunRow), values(run), strict=True)))


def add_pages(con: DuckDBPyConnection, pages: Iterable[PageRow]) -> int:
    """Add the pages that are not held; of one response received several times the earliest stays."""
    fresh = {page.page_id: page for page in sorted(pages, key=lambda page: page.fetched_at, reverse=True)}
    for (page_id,) in select(con, statement("held_pages"), fresh):
        del fresh[page_id]
    append(con, "pages", names(PageRow), [values(page) for page in fresh.values()])
    return len(fresh)


def add_fetches(con: DuckDBPyConnection, fetches: Iterable[FetchRow]) -> int:
    """Add the attempts that are not held."""
    fresh = {fetch.fetch_id: fetch for fetch in fetches}
    for (fetch_id,) in select(con, statement("held_fetches"), fresh):
        del fresh[fetch_id]
    append(con, "fetches", names(FetchRow), [values(fetch) for fetch in fresh.values()])
    return len(fresh)


def put_addresses(con: DuckDBPyConnection, addresses: Sequence[AddressRow], set_at: datetime) -> None:
    """Set where addresses stand, as the run that started at `set_at` knows; the last row of an address counts.

    A newer run's word stays. `listed_at` only moves back.
    """
    told: dict[str, AddressRow] = {}
    for one in addresses:
        told[one.url] = _since(one, told.get(one.url))
    for *row, held_at in select(con, statement("addresses_by_url"), told):
        held = AddressRow(**dict(zip(names(AddressRow), row, strict=True)))
        new = _since(told.pop(held.url), held)
        if new != held and held_at <= set_at:
            told[held.url] = new
    delete(con, "internal.addresses", "url", told)
    append(con, "internal.addresses", ADDRESS, [(*values(one), set_at) for one in told.values()])


def _since(one: AddressRow, earlier: AddressRow | None) -> AddressRow:
    return replace(one, listed_at=min(one.listed_at, earlier.listed_at)) if earlier else one


def put_listings(con: DuckDBPyConnection, listings: Iterable[ListingRow]) -> None:
    """Keep what each list answered last; an older answer changes nothing."""
    told = {one.url: one for one in sorted(listings, key=lambda one: one.checked_at)}
    for url, _, checked_at, *_ in select(con, statement("listings_by_url"), told):
        if checked_at >= told[url].checked_at:
            del told[url]
    delete(con, "internal.listings", "url", told)
    append(con, "internal.listings", names(ListingRow), [values(one) for one in told.values()])


def put_pauses(con: DuckDBPyConnection, pauses: Iterable[PauseRow]) -> None:
    """Keep how domains stand; those that stand well have no row. An older word changes nothing."""
    told = {one.domain: one for one in sorted(pauses, key=lambda one: one.set_at)}
    for domain, set_at in select(con, statement("newer_pauses"), told):
        if set_at > told[domain].set_at:
            del told[domain]
    delete(con, "internal.pauses", "domain", told)
    kept = [one for one in told.values() if one.until > one.set_at or one.failures or one.refusals]
    append(con, "internal.pauses", names(PauseRow), [values(one) for one in kept])


def put_robots(con: DuckDBPyConnection, robots: Iterable[RobotsRow]) -> None:
    """Keep each robots.txt as last read; an older answer changes nothing."""
    told = {one.url: one for one in sorted(robots, key=lambda one: one.checked_at)}
    for url, checked_at in select(con, statement("newer_robots"), told):
        if checked_at >= told[url].checked_at:
            del told[url]
    delete(con, "internal.robots", "url", told)
    append(con, "internal.robots", names(RobotsRow), [values(one) for one in told.values()])

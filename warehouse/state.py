"""The published copy -> what a run must know before it works: addresses, what is due, validators, hosts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from warehouse.db import statement
from warehouse.rows import AddressRow, ListingRow, PauseRow, RobotsRow, State
from warehouse.tables import names, select


def known_addresses(con: DuckDBPyConnection, urls: Iterable[str]) -> dict[str, AddressRow]:
    """Return those of the addresses that were discovered before, and where they stand."""
    rows = select(con, statement("addresses_by_url"), list(urls))
    return {row[0]: _address(row[:-1]) for row in rows}


def due(con: DuckDBPyConnection, site: str, now: datetime) -> list[AddressRow]:
    """Return the site's addresses to be fetched at `now`, the longest waiting first."""
    return [_address(row) for row in con.execute(statement("due_addresses"), {"site": site, "now": now}).fetchall()]


def validators(con: DuckDBPyConnection, site: str) -> dict[str, ListingRow]:
    """Return what those of the site's feeds, sitemaps and listings answered last that ever answered, by address."""
    rows = con.execute(statement("listings_of_site"), [site]).fetchall()
    return {row[0]: ListingRow(**dict(zip(names(ListingRow), row, strict=True))) for row in rows}


def pauses(con: DuckDBPyConnection) -> tuple[PauseRow, ...]:
    """Return how the domains stand that are left alone or whose last requests failed."""
    rows = con.execute(statement("all_pauses")).fetchall()
    return tuple(PauseRow(**dict(zip(names(PauseRow), row, strict=True))) for row in rows)


def robots_files(con: DuckDBPyConnection, since: datetime) -> tuple[RobotsRow, ...]:
    """Return every robots.txt that was read since then."""
    rows = con.execute(statement("robots_since"), [since]).fetchall()
    return tuple(RobotsRow(**dict(zip(names(RobotsRow), row, strict=True))) for row in rows)


def mean_page_bytes(con: DuckDBPyConnection) -> float:
    """Return the mean size of the pages held, in bytes; 0 when there are none."""
    [(size,)] = con.execute(statement("mean_page_bytes")).fetchall()
    return float(size)


def _address(row: tuple[Any, ...]) -> AddressRow:
    values = dict(zip(names(AddressRow), row, strict=True))
    return AddressRow(**{**values, "state": State(values["state"])})

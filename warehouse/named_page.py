"""A name (key or address) -> the archived page it means."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.urls import canonical
from warehouse.db import statement
from warehouse.errors import WarehouseError
from warehouse.rows import PageRow
from warehouse.tables import names


def named_page(con: DuckDBPyConnection, name: str, revision: int | None = None) -> PageRow:
    """Return the page of this key, or behind this version of the article of this key or address; by default the
    current version. An address that shows no article gives its newest page.

    Raises WarehouseError where nothing has this name or the article no such version, and where the page was taken out
    of the archive: that says when and why.
    """
    given = {"key": _key(name), "addresses": list({name, canonical(name)})}
    found = con.execute(statement("page_named"), given | {"revision": revision}).fetchall()
    columns = names(PageRow)
    if found and found[0][0] is not None:
        return PageRow(**dict(zip(columns, found[0][: len(columns)], strict=True)))
    if found:
        url, expired_at, reason, sha256 = found[0][len(columns) :]
        raise WarehouseError(
            f"{name}: the response of {url} was taken out of the archive on {expired_at:%Y-%m-%d} ({reason}); "
            f"its SHA-256 was {sha256}, if somebody kept a copy"
        )
    held = con.execute(statement("versions_of_named"), given).fetchall()
    if held:
        raise WarehouseError(f"{name}: there is no revision {revision}; it has {held[0][0]}")
    raise WarehouseError(f"{name}: no page, article or address of this name is held")


def _key(name: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(name)
    return None

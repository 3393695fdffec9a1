"""The warehouse -> what it holds: runs, archived pages, articles as they stand. What reading again needs to know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import statement
from warehouse.rows import PageRow, RunRow
from warehouse.tables import names, select


def all_runs(con: DuckDBPyConnection) -> dict[UUID, RunRow]:
    """Return every run by its key."""
    rows = con.execute(statement("all_runs")).fetchall()
    return {row[0]: _run(dict(zip(names(RunRow), row, strict=True))) for row in rows}


def archived_pages(con: DuckDBPyConnection) -> Iterator[PageRow]:
    """Yield the row of every archived page in the order of the archive, so that its files are read forwards."""
    found = con.execute(statement("archived_pages"))
    while row := found.fetchone():
        yield PageRow(**dict(zip(names(PageRow), row, strict=True)))


def holds_page(con: DuckDBPyConnection, page_id: UUID) -> bool:
    """Return whether this very response is in the warehouse."""
    return con.execute(statement("holds_page"), {"page_id": page_id}).fetchone() is not None


def standing_articles(con: DuckDBPyConnection, page_ids: Iterable[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Return the articles whose current version was read from one of the pages: page -> column -> value."""
    rows = select(con, statement("standing_articles"), list(page_ids))
    columns = [column[0] for column in con.description or ()]
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}


def _run(values: dict[str, Any]) -> RunRow:
    return RunRow(**values | {name: json.loads(values[name]) for name in ("parameters", "counts")})

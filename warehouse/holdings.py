"""The warehouse -> what it holds: runs, archived pages, articles as they stand. What reading again needs to know."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import statement
from warehouse.rows import PageRow, RunRow
from warehouse.tables import names, select


def all_runs(con: DuckDBPyConnection) -> dict[UUID, RunRow]:
    """Return every run that the warehouse knows, the oldest first."""
    rows = con.execute(statement("all_runs")).fetchall()
    return {row[0]: _run(dict(zip(names(RunRow), row, strict=True))) for row in rows}


def holds_page(con: DuckDBPyConnection, page_id: UUID) -> bool:
    """Whether the page is in the warehouse."""
    return bool(select(con, statement("held_pages"), [page_id]))


def archived_pages(con: DuckDBPyConnection) -> Iterator[PageRow]:
    """Return every archived page, file by file and forwards in each. Read all of them before the connection closes."""
    columns = names(PageRow)
    for row in con.execute(statement("archived_pages")).fetchall():
        yield PageRow(**dict(zip(columns, row, strict=True)))


def pages_of_sites(con: DuckDBPyConnection, sites: Collection[str]) -> set[UUID]:
    """Return the pages that were fetched for one of the sites, or show an article of one."""
    return {row[0] for row in con.execute(statement("pages_of_sites"), {"sites": list(sites)}).fetchall()}


def standing_articles(con: DuckDBPyConnection, page_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Return what those of the pages are held as that are articles: column -> value, `title` and `body` included.

    Metadata is that of the article's newest visit; `is_newest` says whether the page is that visit's.
    """
    if not page_ids:
        return {}
    answer = con.execute(statement("standing_articles"), [list(page_ids)])
    columns = [column[0] for column in answer.description or ()]
    return {row[0]: dict(zip(columns, row, strict=True)) for row in answer.fetchall()}


def _run(values: dict[str, Any]) -> RunRow:
    return RunRow(**{**values, "parameters": json.loads(values["parameters"]), "counts": json.loads(values["counts"])})

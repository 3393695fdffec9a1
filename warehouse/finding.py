"""Words of a person -> the articles that hold them, best first: the SQL macro `search`, asked from Python."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseError, first_line
from warehouse.read import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a search is narrowed by; None leaves it open. `since` and `until` are days in Vietnam, both included.

    `exact`: True wants the accents as typed, False any; None: as typed if the query has any.
    """

    field: str | None = None
    exact: bool | None = None
    site: str | None = None
    language: str | None = None
    topic: str | None = None
    since: date | None = None
    until: date | None = None


def find(con: DuckDBPyConnection, query: str, narrowing: Narrowing, top: int) -> Table:
    """Return the answer of the macro `search`: at most `top` articles, rank first.

    Raises WarehouseError for a query without a word, and for a file that was made before there was a search.
    """
    if not con.execute("SELECT 1 FROM duckdb_functions() WHERE function_name = 'search'").fetchall():
        raise WarehouseError("this warehouse was published before there was a search: run `hoptac ingest` once")
    given = {one.name: value for one in fields(narrowing) if (value := getattr(narrowing, one.name)) is not None}
    named = "".join(f", {name} := ${name}" for name in (*given, "top"))
    try:
        words = con.execute("SELECT bool_or(NOT is_excluded) FROM internal.search_words($q, NULL, NULL)", {"q": query})
        if words.fetchall() != [(True,)]:
            raise WarehouseError(f'search: no word to look for in "{query}"; try "hop tac y te"')
        # Names of ours, values are bound.
        answer = con.execute(f"FROM search($query{named})", {"query": query, "top": top, **given})
        return Table(tuple(column[0] for column in answer.description or ()), answer.fetchall())
    except duckdb.Error as error:
        raise WarehouseError(first_line(error)) from error

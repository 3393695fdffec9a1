"""Articles that a load touched -> their rows in the search index: what is new is added, what changed is replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import statement, transaction
from warehouse.tables import OWN_ROWS, append, by_origin

ONE_BY_ONE = "search_add"  # the statement that numbers the articles it is given
# Texts indexed at a time: sorted runs long enough that a word lies together, in the memory that a load has.
CHUNK = 4000
# Texts beyond which recent rows become a sorted run of their own. Each run costs a search a look, each text here too.
RECENT = 2500
# Rows sorted at a time where the whole index is: a few hundred MB.
SORTED = 4_000_000
# Sorted anew, as a whole, once this share of at least so many rows is not in the first run: a search then reads a word
# in a few places and not in hundreds. Each row is sorted about five times before there are e times as many.
SCATTERED, MANY = 0.2, 4_000_000
EVERY = 4096  # rows; one in so many tells where a run ends
_KEYS = 2**64  # keys of words, spread evenly


def index(con: DuckDBPyConnection, touched: Collection[UUID], documents: str = ONE_BY_ONE) -> None:
    """Bring the index up to date after these articles came, changed or went. Part of the caller's transaction.

    `documents`: the statement that numbers those of them that are new, and others it knows of. What other articles
    lack, because the file is older than its index, is added too.
    """
    articles = {"articles": list(touched)}
    if touched:
        retired = con.execute(statement("search_retire"), {**articles, "own_rows": OWN_ROWS}).fetchall()
        append(con, "internal.search_retired", ("document",), retired)
        con.execute(statement("search_refresh"), articles)
    if touched or documents != ONE_BY_ONE:
        _add(con, documents, {**articles, "own_rows": OWN_ROWS} if documents == ONE_BY_ONE else articles)
    if con.execute(statement("search_lag")).fetchall() != [(0,)]:
        _add(con, "search_catch_up", {})


def rebuild(con: DuckDBPyConnection) -> None:
    """Make the index anew: sorted as a whole it is smaller and faster. Answers stay the same."""
    with transaction(con, "search index"):
        for table in ("documents", "retired", "postings", "recent"):
            con.execute(f"DELETE FROM internal.search_{table}")  # noqa: S608  # names of ours
        _add(con, "search_catch_up", {})
    sort(con)


def is_scattered(con: DuckDBPyConnection) -> bool:
    """Whether so much of the index is in short runs that `sort` is worth its time: minutes at a million articles."""
    [(rows, first)] = con.execute(statement("search_runs"), {"every": EVERY}).fetchall()
    return bool(rows >= MANY and rows - first >= SCATTERED * rows)


def sort(con: DuckDBPyConnection) -> None:
    """Make one run of all sorted ones, part by part; whatever ends it in between, each row is there once."""
    [(rows, end)] = con.execute("SELECT count(*), max(rowid) FROM internal.search_postings").fetchall()
    parts = rows // SORTED + 1
    for part in range(parts if rows else 0):
        keys = {"first": part * _KEYS // parts, "last": (part + 1) * _KEYS // parts - 1, "end": end}
        with transaction(con, "search index"):
            con.execute(statement("search_sort"), keys)
            con.execute(statement("search_sorted"), keys)


def _add(con: DuckDBPyConnection, which: str, asked: Mapping[str, object]) -> None:
    [(last,)] = con.execute(statement("search_last")).fetchall()
    con.execute(statement(which), {"last": last, **asked})
    [(end,)] = con.execute(statement("search_last")).fetchall()
    small = end - last <= RECENT
    for first in range(last + 1, end + 1, CHUNK):
        chunk = {"first": first, "last": min(first + CHUNK - 1, end)}
        held, own = by_origin(row for (row,) in con.execute(statement("search_rows"), chunk).fetchall())
        con.execute(statement("search_tokens"), {**chunk, "held": held, "own": own, "own_rows": OWN_ROWS})
        con.execute(statement("search_spellings"))
        con.execute(statement("search_add_postings").format(table="recent" if small else "postings"))
    for table in ("token", "spelling"):
        con.execute(f"DROP TABLE IF EXISTS temp.search_{table}")  # names of ours
    if small and end > last:
        _settle(con)


def _settle(con: DuckDBPyConnection) -> None:
    """Move the recent rows into one sorted run, once they are many."""
    [(texts,)] = con.execute(statement("search_recent_texts")).fetchall()
    if texts > RECENT:
        con.execute(statement("search_settle"))
        con.execute("DELETE FROM internal.search_recent")

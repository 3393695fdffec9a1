"""Articles that older rules decided -> due to be decided anew: a few with every load, all of them by `renew`.

A site's title and rank are such rules too: they tell whom a source line names, and who comes first.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import content_hash
from warehouse.db import frugally, statement, transaction
from warehouse.dedup import settle
from warehouse.tables import select
from warehouse.texts import RULES

MOST = 500  # articles at a time: as many as a batch has


def overdue(con: DuckDBPyConnection) -> dict[UUID, UUID]:
    """Return some articles that are to be decided anew, and the story of each; their words have today's keys.

    Part of the caller's transaction.
    """
    found = dict(con.execute(statement("overdue_articles"), {"rules": RULES, "most": MOST}).fetchall())
    _rehash(con, found.keys())
    return found


def renew(con: DuckDBPyConnection) -> int:
    """Decide anew all that older rules decided; return how many articles that were. Each step is a transaction."""
    done = 0
    while step := frugally(con, lambda: _step(con), MOST):
        done += step
    return done


def expire(con: DuckDBPyConnection, sites: Collection[str]) -> None:
    """Make what was decided with the articles of these sites due to be decided anew."""
    if sites:
        con.execute(statement("expire_decisions"), [list(sites)])


def _step(con: DuckDBPyConnection) -> int:
    with transaction(con, "deciding anew by today's rules"):
        articles = overdue(con)
        settle(con, articles)
    return len(articles)


def _rehash(con: DuckDBPyConnection, article_ids: Collection[UUID]) -> None:
    rows = [
        (article, revision, today)
        for article, revision, held, body in select(con, statement("hashed_texts"), article_ids)
        if (today := content_hash(body)) != held
    ]
    if rows:
        columns = map(list, zip(*rows, strict=True))
        con.execute(statement("rehash_texts"), dict(zip(("article_ids", "revisions", "hashes"), columns, strict=True)))

"""Tellings that came, changed or went -> the links between them and all others that may be of the same agreement.

Of the tellings that share a key most are soon told apart: the database drops what cannot be one agreement by its
countries, dates and times, and only those that nothing in their statements tells apart are asked for the rest of
their articles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.bargains import Place
from warehouse.db import statement
from warehouse.same_agreement import EQUAL, FORGOTTEN, SLACK, compare, contradict
from warehouse.tables import append, delete, select
from warehouse.telling import Statement, Telling, keys_of, tellings

LINK = ("telling_a", "telling_b", "score", "evidence")
BOUNDS = {"slack": SLACK.days, "forgotten": FORGOTTEN.total_seconds() * 1e6, "equal": EQUAL}
AT_ONCE = 500  # tellings whose neighbours are asked for together
AT_HAND = 30_000  # tellings kept for those that follow, about 60 MB


class Held(NamedTuple):
    """A statement and its place so far."""

    statement: Statement
    place: Place


def held_statements(con: DuckDBPyConnection, telling_ids: Collection[UUID]) -> list[Held]:
    """Return the statements of some tellings, without the marks of their articles."""
    rows = select(con, statement("statements_of_tellings"), telling_ids)
    return [Held(Statement.of((*row[:-2], (), ())), Place(row[2], *row[-2:])) for row in rows]


def relink(con: DuckDBPyConnection, touched: Collection[UUID]) -> set[UUID]:
    """Compare the tellings anew with all that share a key; return them and those they were linked to before.

    Part of the caller's transaction.
    """
    before = {telling for link in select(con, statement("links_of_tellings"), touched) for telling in link[:2]}
    con.execute(statement("drop_telling_links"), {"tellings": list(touched)})
    now = _marked(con, _tellings(con, touched))
    _write_keys(con, touched, now)
    for pairs in _possible(con, now):
        beside = {one.telling_id: one for pair in pairs for one in pair if one.telling_id not in now}
        full = now | _marked(con, beside)
        found = ((one.telling_id, other.telling_id) for one, other in pairs)
        links = ((pair, compare(full[pair[0]], full[pair[1]])) for pair in found)
        append(con, "internal.telling_links", LINK, [(*pair, *link) for pair, link in links if link])
    return before | set(touched)


def _possible(con: DuckDBPyConnection, now: Mapping[UUID, Telling]) -> Iterator[list[tuple[Telling, Telling]]]:
    """The pairs of one of these and any other that share a key and that nothing in their statements tells apart."""
    keys, done, near = list(now), set[UUID](), dict(now)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        pairs = con.execute(statement("tellings_with_keys"), {"tellings": some, **BOUNDS}).fetchall()
        if len(near) > len(now) + AT_HAND:
            near = dict(now)
        near |= _tellings(con, {one for pair in pairs for one in pair} - near.keys())
        new = ((near[one], near[other]) for one, other in pairs if one not in done and other not in done)
        yield [(one, other) for one, other in new if not contradict(one, other)]
        done.update(some)


def _tellings(con: DuckDBPyConnection, telling_ids: Collection[UUID]) -> dict[UUID, Telling]:
    return {one.telling_id: one for one in tellings(held.statement for held in held_statements(con, telling_ids))}


def _marked(con: DuckDBPyConnection, bare: Mapping[UUID, Telling]) -> dict[UUID, Telling]:
    """The tellings with the figures and bodies of the articles that tell them."""
    articles = {one.article_id for telling in bare.values() for one in telling.statements}
    marks = {article: found for article, *found in select(con, statement("marks_of_articles"), articles)}

    def full(one: Statement) -> Statement:
        figures, bodies = marks.get(one.article_id, ((), ()))
        return replace(one, figures=tuple(figures), bodies=tuple(bodies))

    return {key: Telling(tuple(map(full, telling.statements))) for key, telling in bare.items()}


def _write_keys(con: DuckDBPyConnection, touched: Collection[UUID], now: Mapping[UUID, Telling]) -> None:
    before = set(select(con, statement("keys_of_tellings"), touched))
    after = {(telling, key) for telling, one in now.items() for key in keys_of(one)}
    stale = {telling for telling, _ in before - after}
    delete(con, "internal.telling_keys", "telling_id", stale)
    new = [one for one in after if one not in before or one[0] in stale]
    append(con, "internal.telling_keys", ("telling_id", "key"), new)

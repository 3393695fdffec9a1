"""Statements that came or went -> which agreement each statement is of, and where keys that ended lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.textnorm import words
from warehouse.bargains import Links, Place, places
from warehouse.db import statement
from warehouse.tables import append, delete, select
from warehouse.telling import Statement, tellings
from warehouse.telling_links import Held, held_statements, relink

KEPT = 1 / 3  # of the words of a sentence: so many stay when a paper corrects it


class Told(NamedTuple):
    """A statement as it stood before the batch."""

    statement_id: UUID
    telling_id: UUID
    agreement_id: UUID
    article_id: UUID
    sentence: str


def decide_agreements(
    con: DuckDBPyConnection, told: Sequence[Told], new: Collection[UUID], touched: Collection[UUID]
) -> None:
    """Decide anew every agreement that some tellings can concern.

    `told`: what the articles of the batch said before; `new`: the statements among what they say now that nobody has
    seen yet; `touched`: the tellings that these articles make or made. What they say now is in `agreements` already.
    Part of the caller's transaction.
    """
    if not touched:
        return
    links, reached = _around(con, relink(con, touched))
    held = held_statements(con, reached)
    found = places(tellings(one.statement for one in held), links)
    _place(con, held, found)
    born = [one for one in held if one.statement.statement_id not in new]
    _redirect(con, {one.agreement_id for one in told}, _heirs(told, held, born, found), born, found)


def _around(con: DuckDBPyConnection, start: Collection[UUID]) -> tuple[Links, set[UUID]]:
    """All tellings that links lead to from some, over however many steps, and those links."""
    links: dict[tuple[UUID, UUID], tuple[int, str]] = {}
    seen: set[UUID] = set()
    todo = set(start)
    while todo:
        seen |= todo
        for a, b, score, why in select(con, statement("links_of_tellings"), todo):
            links[a, b] = score, why
        todo = {telling for pair in links for telling in pair} - seen
    return links, seen


def _place(con: DuckDBPyConnection, held: Sequence[Held], found: Mapping[UUID, Place]) -> None:
    moved = [(key, found[key]) for one, place in held if found[key := one.statement_id] != place]
    if moved:
        columns = {
            "statement_ids": [key for key, _ in moved],
            "agreement_ids": [place.agreement_id for _, place in moved],
            "same_as": [place.same_as for _, place in moved],
            "evidence": [place.evidence for _, place in moved],
        }
        con.execute(statement("place_statements"), columns)


def _redirect(
    con: DuckDBPyConnection,
    told: Collection[UUID],
    heirs: Mapping[UUID, UUID],
    born: Sequence[Held],
    found: Mapping[UUID, Place],
) -> None:
    """Bring the redirects up to date: a key leads to the statement it was born with, else to what is left of it.

    `told`: the keys that the articles of the batch had; `born`: the statements that stood before it.
    """
    before = {*told, *(place.agreement_id for _, place in born)}
    alive = {place.agreement_id for place in found.values()}
    rows = dict(select(con, statement("redirects_of_agreements"), before | alive))
    rows |= dict.fromkeys(before - alive)
    leads = {old: _end(old, to, found, heirs, alive) for old, to in rows.items()}
    delete(con, "agreement_redirects", "agreement_id", rows.keys())
    new = [(old, to) for old, to in leads.items() if to is not None and old not in alive]
    append(con, "agreement_redirects", ("agreement_id", "to_agreement_id"), new)


def _end(
    old: UUID, to: UUID | None, found: Mapping[UUID, Place], heirs: Mapping[UUID, UUID], alive: Collection[UUID]
) -> UUID | None:
    if old in found:
        return found[old].agreement_id
    return to if to in alive else heirs.get(to or old)


def _heirs(
    told: Sequence[Told], held: Sequence[Held], born: Sequence[Held], found: Mapping[UUID, Place]
) -> dict[UUID, UUID]:
    """Agreement -> where its oldest statement is now, or the one that replaced a statement of it."""
    heirs: dict[UUID, UUID] = {}
    for one, place in sorted(born, key=lambda one: one.statement.age):
        heirs.setdefault(place.agreement_id, found[one.statement_id].agreement_id)
    for old in sorted(told, key=lambda one: one.statement_id):
        if old.agreement_id not in heirs and old.statement_id not in found:
            successor = _successor(old, [one.statement for one in held if one.statement.article_id == old.article_id])
            if successor:
                heirs[old.agreement_id] = found[successor.statement_id].agreement_id
    return heirs


def _successor(old: Told, now: Sequence[Statement]) -> Statement | None:
    """What the article says instead: the statement with most of the old one's words, if it has enough of them."""
    said = set(words(old.sentence))
    shares = [(len(said.intersection(words(one.sentence))) / max(len(said), 1), one.statement_id) for one in now]
    best = max(shares, default=(0.0, old.statement_id))
    return next((one for one in now if one.statement_id == best[1]), None) if best[0] >= KEPT else None

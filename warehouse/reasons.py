"""Changes of articles -> rows of `reasons` and `passages`: why each is scored as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.topics import Relevance
from warehouse.articles import Change
from warehouse.tables import append, delete

REASON = ("article_id", "measure", "value", "weight", "points")
PASSAGE = (
    "article_id", "part", "start_offset", "end_offset", "sentence", "terms", "health", "act", "partner", "against",
    "strength",
)  # fmt: skip


def write_reasons(con: DuckDBPyConnection, changes: Iterable[Change]) -> None:
    """Write the reasons of every article whose metadata is written, in place of those it had.

    Part of the caller's transaction.
    """
    written = [(change, change.after.latest) for change in changes if change.after.latest is not None]
    again = [change.article_id for change, _ in written if change.before]
    found = [(change.article_id, latest.row.reasons) for change, latest in written if latest.row.reasons]
    for table, columns, rows in (("reasons", REASON, _reasons(found)), ("passages", PASSAGE, _passages(found))):
        delete(con, table, "article_id", again)
        append(con, table, columns, list(rows))


Found = Sequence[tuple[UUID, Relevance]]


def _reasons(found: Found) -> Iterator[tuple[object, ...]]:
    for article_id, relevance in found:
        for one in relevance.points:
            yield article_id, one.measure, one.value, one.weight, one.points


def _passages(found: Found) -> Iterator[tuple[object, ...]]:
    for article_id, relevance in found:
        for one in relevance.passages:
            facets = one.health, one.act, one.partner, one.against, one.strength
            yield article_id, one.part, one.start, one.end, one.sentence, list(one.terms), *facets

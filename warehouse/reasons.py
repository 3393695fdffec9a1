"""Changes of articles -> rows of `reasons` and `passages`: why each is scored as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.articles import Change
from warehouse.observation import Observation
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
    for table, columns, rows_of in (("reasons", REASON, reason_rows), ("passages", PASSAGE, passage_rows)):
        delete(con, table, "article_id", again)
        append(con, table, columns, [row for change, latest in written for row in rows_of(change.article_id, latest)])


def reason_rows(article_id: UUID, seen: Observation) -> Iterator[tuple[object, ...]]:
    """Return the rows of `reasons` of an article, as tuples of REASON."""
    for one in seen.row.reasons.points if seen.row.reasons else ():
        yield article_id, one.measure, one.value, one.weight, one.points


def passage_rows(article_id: UUID, seen: Observation) -> Iterator[tuple[object, ...]]:
    """Return the rows of `passages` of an article, as tuples of PASSAGE."""
    for one in seen.row.reasons.passages if seen.row.reasons else ():
        facets = one.health, one.act, one.partner, one.against, one.strength
        yield article_id, one.part, one.start, one.end, one.sentence, list(one.terms), *facets

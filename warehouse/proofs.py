"""The warehouse -> rows of the ledger that are not proven: offsets that open other words, keys that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import statement


@dataclass(frozen=True, slots=True)
class Unproven:
    """A row of `agreements` or `mentions` whose place in the body holds other words; `found` is None for no article."""

    table: str
    article_id: UUID
    url: str | None
    start: int
    end: int
    words: str
    found: str | None


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A fault in how statements are put together, and the agreement that has it."""

    fault: str
    agreement_id: UUID


def unproven(con: DuckDBPyConnection) -> list[Unproven]:
    """Return every statement and mention that the stored body does not bear out to the letter."""
    return [Unproven(*row) for row in con.execute(statement("unproven")).fetchall()]


def misplaced(con: DuckDBPyConnection) -> list[Misplaced]:
    """Return every fault in which statement is of which agreement, and in the redirects."""
    return [Misplaced(*row) for row in con.execute(statement("misplaced")).fetchall()]

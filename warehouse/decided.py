"""Decisions of people -> the table that overrules the score: the newest decision about each address counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from parsers.urls import canonical
from warehouse.db import statement, transaction
from warehouse.tables import append

UNDECIDED = "undecided"
TOPICS = ("relevant", "off_topic", UNDECIDED)
DECISION = ("article_id", "url", "topic", "decided_by", "decided_at", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person says an article is; `undecided` takes back what was said before. `at` has a zone."""

    url: str
    topic: str  # one of TOPICS
    by: str
    at: datetime
    note: str = ""

    @property
    def address(self) -> str:
        """The canonical address."""
        return canonical(self.url)

    @property
    def article_id(self) -> UUID:
        """The key of the address."""
        return key("article", self.address)


def save_decisions(con: DuckDBPyConnection, decisions: Iterable[Decision]) -> None:
    """Make the decisions known to the warehouse exactly these; of two about one address the later one counts.

    Of two made in the same second it is the one that comes last.
    """
    newest = {one.article_id: one for one in sorted(decisions, key=lambda one: one.at)}
    rows = [
        (article_id, one.address, one.topic, one.by, one.at, one.note)
        for article_id, one in newest.items()
        if one.topic != UNDECIDED
    ]
    with transaction(con, "decisions"):
        if sorted(con.execute(statement("held_decisions")).fetchall()) != sorted(rows):
            con.execute("DELETE FROM decisions")
            append(con, "decisions", DECISION, rows)

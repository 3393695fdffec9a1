"""What is asked of the ledger -> its entries, each with every sentence that proves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.textnorm import fold
from warehouse.db import statement
from warehouse.tables import select


@dataclass(frozen=True, slots=True)
class Proof:
    """One sentence that says so: body[start:end] of the article at `url`. `voice`: the site whose story it is."""

    agreement_id: UUID
    site: str
    voice: str
    url: str
    told_at: datetime
    stage: str
    amount: float | None
    currency: str | None
    sentence: str
    start: int
    end: int
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One agreement as the view `ledger` has it, and its proofs, the first to tell it first."""

    agreement_id: UUID
    type: str
    stage: str
    vietnamese_party: str | None
    foreign_party: str | None
    countries: Sequence[str]
    signed_on: date | None
    signed_precision: str | None
    amount: float | None
    currency: str | None
    articles: int
    independent_sites: int
    conflicting: Sequence[str]
    amounts: Sequence[Mapping[str, Any]]
    dates: Sequence[Mapping[str, Any]]
    vietnamese_parties: Sequence[str]
    foreign_parties: Sequence[str]
    first_told_at: datetime
    last_told_at: datetime
    proofs: Sequence[Proof] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are asked for; what is None or empty is not asked."""

    country: str | None = None  # ISO 3166-1 alpha-2
    since: datetime | None = None  # told then or later
    party: str = ""  # words of a name on either side, with or without marks


def entries(con: DuckDBPyConnection, wanted: Wanted, most: int | None = None) -> tuple[list[Entry], int]:
    """Return the entries asked for, those told last first and at most so many, and how many there are in all."""
    names = _names(con, wanted.party) if wanted.party else None
    asked = {"country": wanted.country, "since": wanted.since, "names": names, "most": most}
    rows = con.execute(statement("entries"), asked).fetchall()
    proofs: defaultdict[UUID, list[Proof]] = defaultdict(list)
    for one in select(con, statement("proofs_of_agreements"), [row[0] for row in rows]):
        proofs[one[0]].append(Proof(*one))
    found = [replace(Entry(*row[:-1]), proofs=tuple(proofs[row[0]])) for row in rows]
    return found, rows[0][-1] if rows else 0


def _names(con: DuckDBPyConnection, party: str) -> list[str]:
    """All names of parties that have these words in them, with or without marks."""
    told = con.execute(statement("names_of_parties")).fetchall()
    return [name for (name,) in told if fold(party) in fold(name)]

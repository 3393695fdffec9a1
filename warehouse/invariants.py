"""The warehouse -> where its rows contradict each other, row by row.

A file in `sql/checks` is a check: its first remark says what must hold, and its rows are what does not: table, row,
field, what is stored, what it should be. Adding a file adds the check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duckdb import DuckDBPyConnection

from warehouse.discrepancy import RESTORE, Finding, shown

_FOLDER = Path(__file__).parent / "sql" / "checks"
_SOME = 500  # rows fetched at a time


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that holds of every warehouse; `sql` gives the rows of which it does not."""

    name: str
    holds: str
    sql: str


@cache
def invariants() -> tuple[Invariant, ...]:
    """Return the checks of `sql/checks`, by name."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.sql"))}
    return tuple(Invariant(name, sql.partition("\n")[0].removeprefix("-- "), sql) for name, sql in texts.items())


def broken(con: DuckDBPyConnection, invariant: Invariant) -> Iterator[Finding]:
    """Return the rows of which it does not hold. Nothing else may be asked of `con` until they are all read."""
    answer = con.execute(invariant.sql)
    while rows := answer.fetchmany(_SOME):
        for table, row, field, stored, expected in rows:
            yield Finding(invariant.name, table, str(row), field, shown(stored), shown(expected), RESTORE)

"""SQL of a person -> a table of columns and rows, or one line that says where the SQL is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseError, first_line

_PLACE = re.compile(r"^(?P<head>LINE (?P<line>\d+): )(?P<text>.*)\n(?P<caret> *)\^", re.MULTILINE)
_HINT = re.compile(r"^(?:Did you mean|Candidate bindings): *(?P<names>.+?)\??$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: column names, and rows of Python values (times aware, ids UUID, lists as lists)."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def ask(con: DuckDBPyConnection, sql: str) -> Table:
    """Return the answer to `sql`, that of the last statement if there are several.

    Raises WarehouseError, one line with the place of the error, for SQL that is wrong, writes, or holds no statement.
    """
    try:
        answer = con.execute(sql)
        if answer is None or answer.description is None:
            raise WarehouseError('SQL: there is nothing to ask; try "SELECT count(*) FROM articles"')
        return Table(tuple(column[0] for column in answer.description), answer.fetchall())
    except duckdb.Error as error:
        raise WarehouseError(_explained(str(error), sql, first_line(error))) from error


def _explained(text: str, sql: str, reason: str) -> str:
    if "read-only" in text:
        return "SQL: the warehouse is read-only here; use SELECT"
    if hint := _HINT.search(text):
        reason = f"{reason.rstrip('!')} (did you mean {hint['names']}?)"
    return f"SQL{_place(text, sql)}: {reason}"


def _place(text: str, sql: str) -> str:
    """Where the caret points. DuckDB shows a long line in part, so the part is looked up in the SQL itself."""
    found = _PLACE.search(text)
    if not found:
        return ""
    shown, caret = found["text"], len(found["caret"]) - len(found["head"])
    line = int(found["line"])
    part = shown.removeprefix("...").removesuffix("...")
    caret -= 3 if shown.startswith("...") else 0
    whole = sql.splitlines()[line - 1] if line <= len(sql.splitlines()) else ""
    return f" line {line}, column {max(whole.find(part), 0) + caret + 1}"

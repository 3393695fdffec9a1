"""Values -> a terminal: tables, progress and one-line messages, with rich."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from flows.visit import Watch

CUT = 300  # characters of a long value that are shown row by row
PIPED = 160  # characters to a line where there is no terminal to ask

out = Console(width=None if sys.stdout.isatty() else PIPED)
err = Console(stderr=True)


def say(text: str = "") -> None:
    """One line for a person, on standard output; the text may hold rich's mark-up."""
    out.print(text, highlight=False, soft_wrap=True)


def complain(text: str) -> None:
    """One line of what went wrong, on standard error, never wrapped or marked up."""
    sys.stderr.write(f"hoptac: {text}\n")


def count(number: int, name: str) -> str:
    """So many things in words: "1 article", "2 articles"."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def as_json(value: object) -> None:
    """The value as JSON on standard output; times in ISO 8601, everything else that is not JSON as a string."""
    sys.stdout.write(json.dumps(_finite(value), ensure_ascii=False, indent=2, default=_plain) + "\n")


def _finite(value: object) -> object:
    """The value with null for NaN and the infinities, which JSON does not have (RFC 8259, section 6)."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(item) for name, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, (list, tuple)) else value


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, (set, frozenset, tuple)) else str(value)


def show_records(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Each row by itself, a line to a column: for answers too wide for a table. Long text is cut."""
    table = Table(show_header=False, show_edge=False, pad_edge=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for number, row in enumerate(rows, 1):
        table.add_row(Text(f"row {number}"), Text(""))
        for name, value in zip(columns, row, strict=True):
            cell = _cell(value)
            table.add_row(Text(name), Text(cell if len(cell) <= CUT else cell[: CUT - 1] + "…"))
    out.print(table)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table: numbers to the right, lists joined, nothing printed for null."""
    rows = [list(row) for row in rows]
    table = Table(title=title or None, title_justify="left", header_style="bold", show_edge=False, pad_edge=False)
    for index, name in enumerate(columns):
        numeric = any(isinstance(row[index], (int, float)) and not isinstance(row[index], bool) for row in rows)
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    out.print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


@contextmanager
def progress() -> Iterator[Watch]:
    """A line for each thing being done, with a bar; silent when standard error is not a terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        lines: dict[str, int] = {}

        def watch(what: str, done: int, total: int) -> None:
            if what not in lines:
                lines[what] = bars.add_task(what, total=total)
            bars.update(lines[what], completed=done, total=total)  # type: ignore[arg-type]  # rich's TaskID is an int

        yield watch

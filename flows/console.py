"""Values -> a terminal: tables, progress and one-line messages, with rich."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from flows.visit import Watch

PIPED = 160  # characters to a line where there is no terminal to ask

out = Console(width=None if sys.stdout.isatty() else PIPED)
err = Console(stderr=True)


def say(text: str = "") -> None:
    """One line for a person, on standard output; the text may hold rich's mark-up."""
    out.print(text, highlight=False, soft_wrap=True)


def complain(text: str) -> None:
    """One line of what went wrong, on standard error, never wrapped or marked up."""
    sys.stderr.write(f"hoptac: {text}\n")


def as_json(value: object) -> None:
    """The value as JSON on standard output; times in ISO 8601, everything else that is not JSON as a string."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, (set, frozenset, tuple)) else str(value)


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

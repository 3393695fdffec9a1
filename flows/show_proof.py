"""A proof, and a page out of the archive -> a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Any

from rich.markup import escape

from flows import console
from flows.verifying import KEPT
from parsers import Page
from warehouse.rows import PageRow


def proof(values: Mapping[str, Any], as_json: bool) -> None:
    """What was looked at; of what differs how much there is of each kind, and the first rows one by one."""
    if as_json:
        console.as_json(values)
        return
    looked_at = ", ".join(f"{count:,} {what}" for what, count in values["looked_at"].items())
    console.say(f"looked at {looked_at}")
    if values["left_out"]:
        console.say(f"not looked at: {values['left_out']}")
    if values["holds"]:
        console.say("all of it holds: what is stored is what the archive gives")
        return
    counts = [(one["check"], one["table"], one["field"], one["rows"]) for one in values["found"]]
    console.show_table(("check", "table", "field", "rows that differ"), counts)
    for one in values["findings"]:
        console.say(f"\n[bold]{escape(one['table'])}[/bold] {escape(one['row'])}: {escape(one['field'])}")
        console.say(f"  stored:     {escape(one['stored']) or '(nothing)'}")
        console.say(f"  recomputed: {escape(one['recomputed']) or '(nothing)'}")
        console.say(f"  [dim]{escape(one['advice'])}[/dim]")
    if (more := sum(count for *_, count in counts) - len(values["findings"])) > 0:
        console.say(f"\nand {more:,} more; the first {KEPT} are shown")


def page(row: PageRow, given: Page, to: Path | None, headers: bool, as_json: bool) -> None:
    """The body as bytes, on standard output or to a file; before it the head, if wanted. As JSON all but the body."""
    if to:
        to.write_bytes(given.body)
    if as_json:
        console.as_json(asdict(row) | {"headers": dict(given.headers), "written_to": str(to) if to else None})
        return
    if headers:
        sys.stdout.write(_head(given))
        sys.stdout.flush()
    if not to:
        sys.stdout.buffer.write(given.body)
        sys.stdout.buffer.flush()


def _head(given: Page) -> str:
    """The head as it was received; of one without a server, only its type."""
    known = given.status in {status.value for status in HTTPStatus}
    phrase = HTTPStatus(given.status).phrase if known else ""
    lines = [
        f"HTTP/1.1 {given.status} {phrase}".rstrip(),
        *(f"{name}: {value}" for name, value in given.headers.items()),
    ]
    return "".join(f"{line}\r\n" for line in lines) + "\r\n"

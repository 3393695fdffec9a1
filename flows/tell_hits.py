"""Articles found -> a terminal: a headline, where and when, and the words around the hit."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from rich.markup import escape

from flows import console
from parsers.model import ZONE
from warehouse.read import Table

_ZONE = ZoneInfo(ZONE)
_HIT = re.compile(r"\*\*(.+?)\*\*")


def tell(table: Table) -> None:
    """Print each hit in three lines, the marked words in bold; times are those of Vietnam."""
    for row in table.rows:
        hit = dict(zip(table.columns, row, strict=True))
        at = hit["published_at"]
        day = f"{at.astimezone(_ZONE):%Y-%m-%d}" if at else "no date"
        console.say(f"{hit['rank']:>3}. [bold]{escape(hit['title'] or '(no title)')}[/bold]")
        console.say(f"     {escape(hit['site'])}, {day}, score {hit['score']:.2f}  {escape(hit['url'])}")
        if hit["snippet"]:
            console.say("     " + _HIT.sub(r"[bold yellow]\1[/bold yellow]", escape(hit["snippet"])))

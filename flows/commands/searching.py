"""The command that looks for words in the articles: search."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import typer

from flows.commands.app import AsJson, Home, app


@app.command(context_settings={"ignore_unknown_options": True})  # a query may begin with a word left out: -covid
def search(
    query: Annotated[
        str, typer.Argument(metavar='"WORDS"', help='Words; "side by side"; -without; title:word, dek:word, body:word.')
    ],
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    language: Annotated[str | None, typer.Option(help="Only this language: vi or en.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only relevant, review or off_topic.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Published on this day or later (in Vietnam)."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Published on this day or before."),
    ] = None,
    field: Annotated[
        Literal["title", "dek", "body"] | None, typer.Option(help="Look only there: title, dek or body.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many articles.")] = 20,
    exact: Annotated[
        bool | None,
        typer.Option("--exact/--any-accents", help="Accents as typed, or any. By default: as typed, if there are any."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Find articles that hold all the words, best first. `dak lak` finds Đắk Lắk; `Đắk Lắk` finds just that."""
    from flows import console, show
    from flows.settings import from_environment
    from flows.tell_hits import tell
    from warehouse.db import reader
    from warehouse.finding import Narrowing, find

    days = {name: day.date() if day else None for name, day in (("since", since), ("until", until))}
    narrowing = Narrowing(field=field, exact=exact, site=site, language=language, topic=topic, **days)
    with reader(from_environment(home=home).warehouse_file) as con:
        table = find(con, query, narrowing, limit)
    if as_json:
        show.answer(table, as_json)
    elif table.rows:
        tell(table)
    else:
        console.say("nothing found; without accents, or with --any-accents, a word matches all its spellings")

"""Commands that ask the published warehouse: sql, story, status."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.commands.app import AsJson, Home, app


@app.command(context_settings={"ignore_unknown_options": True})  # a query may begin with a remark: -- ...
def sql(
    query: Annotated[str, typer.Argument(metavar='"SELECT ..."', help="One question, or - to read it from a pipe.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Ask the published warehouse; it is only read, and never locked."""
    from flows import show
    from flows.settings import from_environment
    from warehouse.db import reader
    from warehouse.read import ask

    with reader(from_environment(home=home).warehouse_file) as con:
        show.answer(ask(con, sys.stdin.read() if query == "-" else query), as_json)


@app.command()
def story(
    name: Annotated[str, typer.Argument(metavar="ID", help="Key of a story or an article, or an article's address.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Tell a story: its original, who reprinted it and changed what, what was revised."""
    from flows.settings import from_environment
    from flows.tell_story import tell
    from warehouse.db import reader
    from warehouse.tree import story_tree

    with reader(from_environment(home=home).warehouse_file) as con:
        tell(story_tree(con, name), as_json)


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """What is wrong (open alerts), and how each site does; exit code 1 if something needs a person."""
    from flows import show
    from flows.settings import from_environment
    from warehouse.alerts import standing_alerts
    from warehouse.db import reader
    from warehouse.status import status as site_status

    with reader(from_environment(home=home).warehouse_file) as con:
        now = datetime.now(UTC)
        alerts, rows = standing_alerts(con, now), site_status(con, now)
    show.status(alerts, rows, as_json)
    raise typer.Exit(1 if alerts else 0)

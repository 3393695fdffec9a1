"""Commands that keep the home tidy and hand its tables over: maintain, export."""

from __future__ import annotations

from typing import Annotated

import typer

from flows import show_keeping
from flows.commands.app import AsJson, Home, app
from flows.settings import from_environment


@app.command()
def maintain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Write the writer's file anew even where little of it is unused.")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take expired pages out of the archive, compact the writer's file, remove old logs and left-over files."""
    from flows.maintaining import maintain as tidy  # noqa: PLC0415  # not needed by every command

    done = tidy(from_environment(home=home), dry_run=dry_run, compact_always=compact)
    show_keeping.upkeep(done.values(), as_json)
    raise typer.Exit(1 if done.expiry.problems else 0)

"""Commands that keep the home tidy and hand its tables over: maintain, export."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import AsJson, Home, app


class Format(StrEnum):
    """What an export is written as."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


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
    from flows import show_keeping
    from flows.maintaining import maintain as tidy
    from flows.settings import from_environment

    done = tidy(from_environment(home=home), dry_run=dry_run, compact_always=compact)
    show_keeping.upkeep(done.values(), as_json)
    raise typer.Exit(1 if done.expiry.problems else 0)


@app.command()
def export(  # each is an option of the command
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder, or that of an earlier export.")],
    format_: Annotated[Format, typer.Option("--format", help="What the tables are written as.")] = Format.PARQUET,
    tables: Annotated[
        str,
        typer.Option("--tables", metavar="NAME,...", help="Only these tables and views; else all public ones."),
    ] = "",
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Only rows that came or were seen since this day."),
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV for Excel: UTF-8 with its mark, one file a table, times of Vietnam.")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write the public tables and views into a folder, for others; the whole folder or nothing."""
    from flows import show_keeping
    from flows.handover import hand_over
    from flows.settings import from_environment
    from warehouse.export import Order

    if excel and format_ is not Format.CSV:
        raise typer.BadParameter("--excel goes with --format csv")
    names = tuple(name.strip() for name in tables.split(",") if name.strip())
    order = Order(str(format_), names, since.date() if since else None, excel)
    done = hand_over(from_environment(home=home), folder, order)
    show_keeping.handover(folder, done.manifest, done.changed, as_json)

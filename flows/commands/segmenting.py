"""The command that reads what others crawled: segments."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from typing import Annotated

import typer

from flows.commands.app import AsJson, Home, app, asked
from flows.runner import Runner

STOPPED = "stopped; every segment that was read is kept: give the same command again, and it goes on with the others"


@app.command()
def segments(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="WARC files, folders, lists of them (warc.paths.gz); here, or at s3:// or https:// addresses.",
        ),
    ],
    hosts: Annotated[
        list[str] | None, typer.Option("--host", help="Only this host and those below it; may be given again.")
    ] = None,
    languages: Annotated[
        list[str] | None, typer.Option("--language", help="Only this language (vi, en); may be given again.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The first day of fetching, in UTC.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The last day.")] = None,
    pattern: Annotated[str, typer.Option(help="A regular expression that an address must hold.")] = "",
    runner: Annotated[
        Runner, typer.Option(help="Who reads: the cores of this machine, or a Dask cluster.")
    ] = Runner.POOL,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes on this machine; one a core by default.")
    ] = None,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler; its workers must see the home.")] = "",
    estimate: Annotated[bool, typer.Option("--estimate", help="Only say how much there is.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Load what others crawled (CC-NEWS, archives from elsewhere): segment by segment, each once."""
    from flows import console, show
    from flows.leaving import ended_by_ctrl_c
    from flows.segments import SegmentsRequest, fill, survey
    from flows.selection import Selection
    from flows.settings import from_environment

    settings = from_environment(home=home)
    days = {"since": since.date() if since else None, "until": until.date() if until else None}
    selection = asked(Selection, hosts=hosts or [], languages=languages or [], pattern=pattern, **days)
    readers = {"runner": runner, "workers": workers or os.cpu_count() or 1, "scheduler": scheduler}
    request = asked(SegmentsRequest, paths=paths, selection=selection, **readers)
    with ended_by_ctrl_c(STOPPED):
        console.complain(survey(settings, request).told())
        if estimate:
            return
        with console.progress() as watch:
            report = asyncio.run(fill(settings, request, watch=watch))
    show.report(report.values(), as_json)
    raise typer.Exit(1 if report.failed else 0)

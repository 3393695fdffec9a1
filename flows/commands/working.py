"""Commands that do work: demo, ingest, import, reparse, backfill, serve."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from flows.commands.app import AsJson, Home, SiteNames, app, asked
from parsers.model import ZONE, SiteKind


@app.command()
def demo(
    home: Annotated[Path, typer.Option("--home", help="Folder for the demonstration; made anew.")] = Path("data/demo"),
) -> None:
    """Show the whole product on a small newsroom served from this machine."""
    from flows.demo.tour import tour

    tour(home)


@app.command()
def ingest(
    sites: SiteNames = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many articles of each site; the rest waits for the next run.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Nothing that its list dates before this day."),
    ] = None,
    kinds: Annotated[
        list[SiteKind] | None,
        typer.Option("--kind", help="All enabled sites of this kind; may be given again.", show_default=False),
    ] = None,
    lists: Annotated[
        bool, typer.Option("--lists/--no-lists", help="Ask the lists for news, or only visit what is due.")
    ] = True,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Ask the sites for new articles now and load them."""
    from flows import console, show
    from flows.foreground import ingest_now
    from flows.request import Request
    from flows.settings import from_environment

    settings = from_environment(home=home)
    request = Request(
        sites=sites or [], kinds=kinds or [], limit=limit, since=since.date() if since else None, lists=lists
    )
    with console.progress() as watch:
        report = ingest_now(settings, request, watch)
    show.report(report, as_json)
    raise typer.Exit(1 if report["failed"] else 0)


@app.command("import")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH", help="Files (.html .txt .md .warc, or .gz of these), folders, or a list of addresses."
        ),
    ],
    known_sites: Annotated[
        bool, typer.Option("--known-sites", help="Only pages of sites that have a site file (for news crawls).")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read pages from disk through the same pipeline."""
    from flows import console, show
    from flows.importing import import_paths
    from flows.settings import from_environment

    settings = from_environment(home=home)
    with console.progress() as watch:
        report = asyncio.run(import_paths(settings, paths, watch, known_sites=known_sites))
    values = report.values()
    show.report(values, as_json)
    refused = {reject["page"] for reject in values["rejects"]} & {str(path) for path in paths}
    raise typer.Exit(1 if values["failed"] or refused else 0)


@app.command()
def reparse(
    sites: SiteNames = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read the whole archive again with today's rules; fetch nothing."""
    from flows import console, show
    from flows.replay import replay
    from flows.settings import from_environment

    settings = from_environment(home=home)
    with console.progress() as watch:
        report, differing = asyncio.run(replay(settings, sites or [], dry_run=dry_run, watch=watch))
    show.reparsed(report.values(), differing, as_json)


@app.command()
def backfill(
    sites: Annotated[list[str], typer.Argument(metavar="SITE", help="Names or hosts of sites.", show_default=False)],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The first day.")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The last day; today by default.")
    ] = None,
    pages: Annotated[int, typer.Option(min=1, help="Pages of each listing to turn.")] = 50,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before fetching.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Fetch what sites published between two days: look, say how much there is, then fetch it round by round."""
    from flows import console, show
    from flows.backfilling import BackfillRequest, fill, survey
    from flows.settings import from_environment

    settings = from_environment(home=home)
    last = until or datetime.now(ZoneInfo(ZONE))
    request = asked(BackfillRequest, sites=sites, since=since.date(), until=last.date(), pages=pages)
    with console.progress() as watch:
        report, estimate = asyncio.run(survey(settings, request, watch=watch))
    console.complain(estimate.told())
    if estimate.articles and (yes or typer.confirm("Fetch them now?", err=True)):
        with console.progress() as watch:
            report = asyncio.run(fill(settings, request, watch))
    values = report.values()
    show.report(values, as_json)
    raise typer.Exit(1 if values["failed"] else 0)


@app.command()
def serve(
    home: Home = None,
    port: Annotated[
        int, typer.Option(min=1, max=65534, help="Port of Prefect's server; the next one shows archived pages.")
    ] = 4200,
) -> None:
    """Run it all on this machine: Prefect's server, the deployments with their schedules, and a worker."""
    from flows import console
    from flows.serving import serve as put_up
    from flows.settings import from_environment

    put_up(from_environment(home=home), port, console.say)

"""Words on a command line -> the work they ask for: the `hoptac` command."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows import console, show
from flows.errors import HoptacError
from flows.pipeline import Request, RequestError
from flows.settings import from_environment
from flows.tell_story import tell
from flows.warc import ArchiveError
from parsers import ParseError
from parsers.sites import SiteError
from warehouse.db import WarehouseError, reader
from warehouse.read import ask
from warehouse.status import status as site_status
from warehouse.tree import story_tree

EXPECTED = (ArchiveError, HoptacError, OSError, ParseError, SiteError, WarehouseError)

INTERRUPTED = 130  # 128 and the number of SIGINT, as shells count

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="News of health cooperation with Vietnam: fetched politely, cleaned, de-duplicated, in DuckDB.",
)

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the warehouse and the archive (default: HOPTAC_HOME, else ./data)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
SiteNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="SITE", help="Names of sites; none means every enabled one.", show_default=False),
]


@app.command()
def demo(
    home: Annotated[Path, typer.Option("--home", help="Folder for the demonstration; made anew.")] = Path("data/demo"),
) -> None:
    """Show the whole product on a small newsroom served from this machine."""
    from flows.demo.tour import tour  # noqa: PLC0415  # brings in Prefect, which takes seconds to import

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
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Ask the sites for new articles now and load them."""
    from flows.foreground import ingest_now  # noqa: PLC0415  # the fetcher is not needed by every command

    settings = from_environment(home=home)
    request = Request(sites=sites or [], limit=limit, since=since.date() if since else None)
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
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read pages from disk through the same pipeline."""
    from flows.importing import import_paths  # noqa: PLC0415  # as above

    settings = from_environment(home=home)
    with console.progress() as watch:
        report = asyncio.run(import_paths(settings, paths, watch))
    values = report.values()
    show.report(values, as_json)
    refused = {reject["page"] for reject in values["rejects"]} & {str(path) for path in paths}
    raise typer.Exit(1 if values["failed"] or refused else 0)


@app.command("try")
def try_(
    page: Annotated[str, typer.Argument(metavar="URL-or-FILE")],
    as_json: AsJson = False,
) -> None:
    """Read one page and show the article, where each field came from, and every stripped block with its rule."""
    from flows.trial import trial  # noqa: PLC0415  # the fetcher is not needed by every command

    show.article(trial(from_environment(), page), as_json)


@app.command()
def reparse(
    sites: SiteNames = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read the whole archive again with today's rules; fetch nothing."""
    from flows.replay import replay  # noqa: PLC0415  # not needed by every command

    settings = from_environment(home=home)
    with console.progress() as watch:
        report, differing = asyncio.run(replay(settings, sites or [], dry_run=dry_run, watch=watch))
    show.reparsed(report.values(), differing, as_json)


@app.command(context_settings={"ignore_unknown_options": True})  # a query may begin with a remark: -- ...
def sql(
    query: Annotated[str, typer.Argument(metavar='"SELECT ..."', help="One question, or - to read it from a pipe.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Ask the published warehouse; it is only read, and never locked."""
    with reader(from_environment(home=home).warehouse_file) as con:
        show.answer(ask(con, sys.stdin.read() if query == "-" else query), as_json)


@app.command()
def story(
    name: Annotated[str, typer.Argument(metavar="ID", help="Key of a story or an article, or an article's address.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Tell a story: its original, who reprinted it and changed what, what was revised."""
    with reader(from_environment(home=home).warehouse_file) as con:
        tell(story_tree(con, name), as_json)


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """How each site does; exit code 1 if something needs a person."""
    with reader(from_environment(home=home).warehouse_file) as con:
        rows = site_status(con, datetime.now(UTC))
    show.status(rows, as_json)
    raise typer.Exit(1 if any(row.needs_person for row in rows) else 0)


def main() -> None:
    """Run the command line; what can be expected to go wrong is one line on standard error and exit code 1."""
    try:
        app()
    except EXPECTED as error:
        console.complain(str(error))
        sys.exit(2 if isinstance(error, RequestError) else 1)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            console.complain("stopped; nothing is lost, the next run takes up what was archived")
        raise


if __name__ == "__main__":
    main()

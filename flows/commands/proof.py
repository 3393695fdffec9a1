"""Commands that prove what is stored: verify, page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import AsJson, Home, app


@app.command()
def verify(
    site: Annotated[
        list[str] | None, typer.Option("--site", metavar="SITE", help="Only pages of this site; may be given again.")
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="Only so many pages, drawn by chance.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Work out again from the archive what is stored, and show what differs; exit code 1 if anything does."""
    from flows import console, show_proof
    from flows.settings import from_environment
    from flows.verifying import verify as prove

    settings = from_environment(home=home)
    with console.progress() as watch:
        found = prove(settings, site or [], sample, watch)
    show_proof.proof(found.values(), as_json)
    raise typer.Exit(0 if found.holds else 1)


@app.command()
def page(
    name: Annotated[str, typer.Argument(metavar="ARTICLE", help="Key or address of an article, or the key of a page.")],
    revision: Annotated[
        int | None,
        typer.Option("--revision", min=1, metavar="N", help="Version of the article; by default the current."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write the body there, not to standard output.")
    ] = None,
    headers: Annotated[bool, typer.Option("--headers", help="Show the response's head before the body.")] = False,
    home: Home = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what is known of the response, without its body.")
    ] = False,
) -> None:
    """Give back the response that an article was read from, as it was received, out of the archive."""
    from flows import show_proof
    from flows.given_back import give_back  # as above
    from flows.settings import from_environment

    row, given = give_back(from_environment(home=home), name, revision)
    show_proof.page(row, given, to, headers, as_json)

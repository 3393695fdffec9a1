"""Commands about one page or site: try, add-site."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import AsJson, Home, app


@app.command("try")
def try_(
    page: Annotated[str, typer.Argument(metavar="URL-or-FILE")],
    as_json: AsJson = False,
) -> None:
    """Read one page and show the article, where each field came from, and every stripped block with its rule."""
    from flows import show
    from flows.settings import from_environment
    from flows.trial import trial

    show.article(trial(from_environment(), page), as_json)


@app.command("add-site")
def add_site_(
    url: Annotated[str, typer.Argument(metavar="URL", help="The front page of the site.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FOLDER", help="Where to write the file; by default HOPTAC_SITES or HOME/sites."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Probe a site for feeds, sitemaps and headlines, and write a draft of its site file."""
    from flows import show
    from flows.adding import add_site
    from flows.settings import from_environment

    show.draft(asyncio.run(add_site(from_environment(home=home), url, to)), as_json)

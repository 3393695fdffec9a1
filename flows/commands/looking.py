"""Commands about one page or site: try, add-site."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import AsJson, Home, app


@app.command("try")
def try_(
    page: Annotated[str, typer.Argument(metavar="URL-or-FILE")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read one page and show the article, where its fields came from, what was stripped and why, and its relevance.

    As the home would read it, with its own site files and words; nothing is stored.
    """
    from flows import console, show
    from flows.settings import from_environment
    from flows.trial import trial
    from flows.why import reasons
    from parsers.topic_rules import load_rules
    from parsers.topics import score

    settings = from_environment(home=home)
    rules = load_rules(settings.topics)
    article = trial(settings, page)
    found = score(article, rules)
    if as_json:
        console.as_json(show.article_values(article) | {"relevance": asdict(found)})
        return
    show.article(article, as_json)
    console.say()
    reasons(found, rules)


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

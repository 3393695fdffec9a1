"""Commands about what articles mean: why, review."""

from __future__ import annotations

from getpass import getuser
from typing import Annotated

import typer

from flows.commands.app import AsJson, Home, app


@app.command()
def why(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Key or address of an article.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say why an article has its topic: the score as a sum that adds up, the sentences behind it, who decided."""
    from flows.settings import from_environment
    from flows.why import why as tell_why
    from parsers.topic_rules import load_rules
    from warehouse.db import reader
    from warehouse.judged import judged

    settings = from_environment(home=home)
    with reader(settings.warehouse_file) as con:
        tell_why(judged(con, article), load_rules(settings.topics), as_json)


@app.command()
def review(
    article: Annotated[
        str | None,
        typer.Argument(metavar="ARTICLE", help="Key or address of an article to decide about.", show_default=False),
    ] = None,
    relevant: Annotated[
        bool | None,
        typer.Option("--relevant/--off-topic", help="What it is, whatever the score says.", show_default=False),
    ] = None,
    undecided: Annotated[bool, typer.Option("--undecided", help="Take back what was decided.")] = False,
    note: Annotated[str, typer.Option("--note", help="Why, for those who come later.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides; by default who is logged in.")] = "",
    site: Annotated[str | None, typer.Option("--site", help="List only articles of this site.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="List at most so many.")] = 20,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List the borderline articles, the newest first, or decide about one: that overrules the score for good."""
    from flows.review import decide
    from flows.settings import from_environment
    from flows.show_review import decided, queue
    from parsers.topic_rules import load_rules
    from warehouse.db import reader
    from warehouse.decided import UNDECIDED
    from warehouse.judged import outdated, review_queue

    settings = from_environment(home=home)
    if article is None:
        if relevant is not None or undecided or note or by:
            raise typer.BadParameter("name the ARTICLE to decide about")
        rules = load_rules(settings.topics)
        with reader(settings.warehouse_file) as con:
            queue(review_queue(con, site), limit, outdated(con, rules.version), as_json)
        return
    if undecided == (relevant is not None):
        raise typer.BadParameter("say one of --relevant, --off-topic and --undecided")
    topic = UNDECIDED if undecided else "relevant" if relevant else "off_topic"
    before, published = decide(settings, article, topic, by.strip() or getuser(), note)
    decided(before, topic, published, settings.decisions_file, as_json)

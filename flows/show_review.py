"""Borderline articles and decisions -> a terminal: what `hoptac review` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.markup import escape

from flows import console
from flows.show import short
from warehouse.judged import Borderline, Judged


def queue(waiting: Sequence[Borderline], limit: int, outdated: int, as_json: bool) -> None:
    """The first `limit` of the articles that wait for a person, each with the sentence that speaks most for it.

    `outdated` articles were scored by other rules than today's.
    """
    shown = waiting[:limit]
    if as_json:
        console.as_json([asdict(one) for one in shown])
        return
    for one in shown:
        day = (one.published_at or one.first_seen_at).date().isoformat()
        console.say(f"[bold]{one.relevance:.2f}[/bold] {day} {one.site}: {escape(one.title or '')}")
        console.say(f"     <{escape(one.url)}>")
        console.say(f"     {escape(short(one.sentence or 'no sentence stands out'))}")
    more = f", {len(waiting) - len(shown)} more with --limit" if len(waiting) > len(shown) else ""
    console.say(
        f"{len(waiting)} to be reviewed{more}; `hoptac why ARTICLE` says why, then "
        "`hoptac review ARTICLE --relevant` or `--off-topic`"
        if waiting
        else "nothing to be reviewed"
    )
    if outdated:
        console.say(f"scored by other rules than today's: {outdated}; `hoptac reparse` scores anew")


def decided(article: Judged, topic: str, published: bool, path: Path, as_json: bool) -> None:
    """What was decided, where it is kept, and whether the warehouse says so already."""
    if as_json:
        values = {"article_id": article.article_id, "url": article.url, "before": article.topic, "decided": topic}
        console.as_json(values | {"file": str(path), "published": published})
        return
    console.say(f"{escape(article.title or article.url)}: was {article.topic}, now decided: [bold]{topic}[/bold]")
    console.say(f"kept in {escape(str(path))}" + ("" if published else "; a run is at work and takes it up at its end"))

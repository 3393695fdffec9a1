"""A story -> a terminal: the original, its reprints with what each added and cut, and what was revised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from rich.markup import escape

from flows import console
from warehouse.tree import StoryTree, Told

_SHOWN = 12  # words of a passage that are shown


def tell(story: StoryTree, as_json: bool) -> None:
    """Print the story."""
    if as_json:
        console.as_json(asdict(story))
        return
    sites = len({one.site for one in story.articles})
    console.say(f"[bold]Story {story.story_id}[/bold]: {len(story.articles)} articles on {sites} sites")
    console.say(f"original: {escape(story.evidence)} (confidence {story.confidence:.2f})")
    if story.stub_name or story.stub_url:
        named = " ".join(filter(None, (story.stub_name, story.stub_url)))
        console.say(f"earlier original, not held: {escape(named)}")
    for article in story.articles:
        console.say()
        for line in _lines(article, story.articles[0]):
            console.say(line)
    if story.related:
        console.say("\n[bold]Other stories[/bold]")
    for other in story.related:
        console.say(f"  {other.relation}: {other.site}: {escape(other.title or '')} <{escape(other.url)}>")
        console.say(f"    {escape(other.evidence)}; story {other.story_id}")


def _lines(article: Told, original: Told) -> Iterator[str]:
    mark = "[bold]ORIGINAL[/bold]" if article.is_original else "└─"
    at = _time(article.published_at) or f"seen {_time(article.first_seen_at)}"
    yield f"{mark} {article.site}, {at}: {escape(article.title or '')} <{escape(article.url)}>"
    if article.evidence:
        of = "" if article.of_article_id == original.article_id else f" (through {article.of_article_id})"
        yield f"   {escape(article.evidence)}{of}"
    yield from _passages("cut", article.cut)
    yield from _passages("added", article.added)
    if article.tombstone:
        yield f"   its address is {article.tombstone}"
    for version in article.revisions:
        yield f"   revision {version.revision}, {_time(version.seen_at)}, {version.changed}:"
        yield from (f"     {escape(line)}" for line in version.diff.splitlines())


def _passages(what: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        words = sum(len(sentence.split()) for sentence in sentences)
        first = sentences[0].split()
        shown = " ".join(first[:_SHOWN]) + (" …" if len(first) > _SHOWN or len(sentences) > 1 else "")
        passages = "1 sentence" if len(sentences) == 1 else f"{len(sentences)} sentences"
        yield f"   {what} {words} words in {passages}: {escape(shown)}"


def _time(moment: datetime | None) -> str:
    return moment.isoformat(sep=" ", timespec="minutes") if moment else ""

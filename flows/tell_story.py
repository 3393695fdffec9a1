"""A story -> a terminal: the original, its reprints with what each added and cut, and what was revised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.markup import escape

from flows import console
from parsers.model import ZONE, Precision
from warehouse.tree import StoryTree, Told

_SENTENCES, _WORDS = 5, 40  # of what an article added or cut that are shown, and of each
_ZONE = ZoneInfo(ZONE)
_EXACT = {Precision.SECOND, Precision.MINUTE}
_FORMS = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


def tell(story: StoryTree, as_json: bool) -> None:
    """Print the story."""
    if as_json:
        console.as_json(asdict(story))
        return
    articles = console.count(len(story.articles), "article")
    sites = console.count(len({one.site for one in story.articles}), "site")
    console.say(f"[bold]Story {story.story_id}[/bold]: {articles} on {sites}")
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
    when = f"{_when(article)}{_later(article, original)}"
    yield f"{mark} {article.site}, {when}: {escape(article.title or '')} <{escape(article.url)}>"
    if article.evidence:
        of = "" if article.of_article_id == original.article_id else f" (through {article.of_article_id})"
        yield f"   {escape(article.evidence)}{of}"
    yield from _passages("cut", "-", article.cut)
    yield from _passages("added", "+", article.added)
    if article.tombstone:
        gone = f"leads to {escape(article.leads_to)} now" if article.leads_to else f"is {article.tombstone}"
        yield f"   its address {gone}"
    for version in article.revisions:
        figures = zip(version.figures_before or (), version.figures_after or (), strict=True)
        told = ", ".join(f"{before} → {after}" for before, after in figures)
        line = f"   revision {version.revision}, seen {_local(version.seen_at)}, {version.changed}"
        yield f"{line}: {escape(told)}" if told else line
        yield from (f"     {escape(line)}" for line in version.diff.splitlines())


def _passages(what: str, sign: str, sentences: Sequence[str]) -> Iterator[str]:
    if not sentences:
        return
    words = sum(len(sentence.split()) for sentence in sentences)
    yield f"   {what} {words} words in {console.count(len(sentences), 'sentence')}:"
    for sentence in sentences[:_SENTENCES]:
        shown = sentence.split()
        yield f"     {sign} {escape(' '.join(shown[:_WORDS]))}{' …' if len(shown) > _WORDS else ''}"
    if len(sentences) > _SENTENCES:
        yield f"     {sign} … and {len(sentences) - _SENTENCES} more"


def _when(article: Told) -> str:
    """When it was published, as exactly as that is known, in the time of Vietnam."""
    if article.published_at is None:
        return f"seen {_local(article.first_seen_at)}"
    form = _FORMS.get(Precision(article.published_precision)) if article.published_precision else None
    return f"{article.published_at.astimezone(_ZONE):{form}}" if form else _local(article.published_at)


def _later(article: Told, original: Told) -> str:
    """How long after the original, where both say to the minute."""
    is_exact = all(one.published_precision in _EXACT for one in (article, original))
    if article.is_original or not is_exact or article.published_at is None or original.published_at is None:
        return ""
    gap = article.published_at - original.published_at
    return f" ({_span(abs(gap))} {'earlier' if gap < timedelta() else 'later'})"


def _span(gap: timedelta) -> str:
    minutes = round(gap.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"


def _local(moment: datetime) -> str:
    return moment.astimezone(_ZONE).isoformat(sep=" ", timespec="minutes")

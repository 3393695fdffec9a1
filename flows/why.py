"""Relevance -> a terminal: the sum that made the score, the sentences behind it, and who decided otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.markup import escape

from flows import console
from parsers import Article
from parsers.lexicon import LEAST_ACT, Facets
from parsers.topic_rules import Rules
from parsers.topics import Passage, Relevance, score
from warehouse.judged import Judged

MEANS = {
    "bias": "where every article starts",
    "title": "health, an act of cooperation and a partner together in the title",
    "lead": "... in the title and the first sentences",
    "passages": "... in sentences and their neighbours: share of the words",
    "health": "sentences about health: share of the words",
    "home": "Vietnam's side is named in the lead (below: half)",
    "abroad": "a text not in Vietnamese that never names Vietnam's side",
}


def scored_anew(article: Judged, rules: Rules) -> Relevance:
    """The held text, scored by these rules."""
    text = Article(language=article.language, title=article.title, dek=article.dek, paragraphs=(article.body,))
    return score(text, rules)


def why(article: Judged, rules: Rules, as_json: bool) -> None:
    """Print why an article has its topic; the stored score beside the sum if other rules made it."""
    found = scored_anew(article, rules)
    if as_json:
        console.as_json({**_held(article), "today": asdict(found)})
        return
    at = article.published_at or article.first_seen_at
    console.say(f"[bold]{escape(article.title or '')}[/bold] <{escape(article.url)}>")
    console.say(f"{article.site}, {at.isoformat(sep=' ', timespec='minutes')}, article {article.article_id}")
    if article.decided_by:
        console.say(_decided(article))
    if article.scored_by != found.version:
        console.say(
            f"stored: {article.scored_topic} {article.relevance:.4f}, by {article.scored_by or 'older rules'}; "
            "`hoptac reparse` brings it up to today's rules:"
        )
    console.say()
    reasons(found, rules)


def _held(article: Judged) -> dict[str, Any]:
    values = asdict(article)
    return {name: value for name, value in values.items() if name not in ("dek", "body")}


def _decided(article: Judged) -> str:
    at: datetime | None = article.decided_at
    when = at.isoformat(sep=" ", timespec="minutes") if at else ""
    note = f": {article.note}" if article.note else ""
    return f"decided: [bold]{article.topic}[/bold], by {escape(article.decided_by or '')} on {when}{escape(note)}"


def reasons(found: Relevance, rules: Rules) -> None:
    """The sum, line by line, then the strongest sentences with the words that count in them."""
    limits = f"relevant from {rules.relevant_from:g}, review from {rules.review_from:g}"
    console.say(f"score: [bold]{found.topic}[/bold] {found.relevance:.4f} ({limits}; rules {found.version})")
    rows = [(one.measure, one.value, one.weight, one.points, MEANS.get(one.measure, "")) for one in found.points]
    last = f"relevance = 1 / (1 + e^-({found.log_odds:g})) = {found.relevance:g}"
    console.show_table(
        ("measure", "value", "weight", "points", "what it is"), [*rows, ("sum", "", "", found.log_odds, last)]
    )
    for passage in found.passages:
        console.say()
        console.say(f"{passage.part} {passage.start}-{passage.end}: {escape(' '.join(passage.sentence.split()))}")
        console.say(f"  {_facets(passage)}")
        console.say(f"  {escape('; '.join(_terms(passage, rules)))}")
    if not found.passages:
        console.say("no sentence brings health, an act of cooperation and a partner together")


def _facets(passage: Passage) -> str:
    act = f"act {LEAST_ACT:.2f} (the least)" if passage.act < LEAST_ACT else f"act {passage.act:.2f}"
    facets = f"health {passage.health:.2f} x {act} x partner {passage.partner:.2f}"
    against = f" x (1 - against {passage.against:.2f} / 2)" if passage.against else ""
    alone = Facets(passage.health, passage.act, passage.partner, against=passage.against).together
    beside = f"; {passage.strength:.2f} with the sentence beside it" if passage.strength > alone + 0.005 else ""
    return f"{facets}{against} = {alone:.2f}{beside}"


def _terms(passage: Passage, rules: Rules) -> Iterator[str]:
    for term in passage.terms:
        weights = rules.entries[term].weights if term in rules.entries else Facets(partner=rules.foreign_name)
        yield f"{term}: " + ", ".join(f"{name} {value:g}" for name, value in weights._asdict().items() if value)

"""Article and its mentions -> the agreements it tells: who, with whom, what, when, for how much, in which sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parsers.deal_kinds import stage_of, type_of
from parsers.mentions import mentions_of
from parsers.model import Agreement
from parsers.partners import Cast
from parsers.prose_dates import told_dates
from parsers.statements import find_statements

if TYPE_CHECKING:
    from parsers.model import Article, Mention
    from parsers.partners import Partners
    from parsers.statements import Statement

_LEAST = 3.0  # points of a statement that is an agreement


def find_agreements(article: Article, mentions: tuple[Mention, ...]) -> tuple[Agreement, ...]:
    """Return the agreements of the body, each with the exact sentence that tells it."""
    title = article.title or ""
    statements = find_statements(article.text, mentions)
    cast = Cast(find_statements(title, mentions_of(title, article.language)), statements, article.language)
    ranked = sorted(statements, key=lambda s: -points(s))
    best = [s for s in ranked[:1] if points(s) >= _LEAST]
    return tuple(_agreement(article, statement, cast.partners(statement)) for statement in best)


def points(s: Statement) -> float:
    """How far a sentence states an agreement."""
    act = s.has("signing", "memorandum", "treaty", "grant", "equipment", "training", "twinning", "mission")
    score = (
        2.0 * act + 1.0 * bool(s.foreign) + 1.0 * bool(s.home) + bool(s.amounts) + s.has("joint", "support", "project")
    )
    return score + s.has("health") - 1.5 * s.has("talk") - 1.0 * s.has("statistic", "law") - 0.1 * s.index


def _agreement(article: Article, s: Statement, partners: Partners) -> Agreement:
    amount = s.amounts[0] if s.amounts else None
    day = article.published_at.date() if article.published_at else None
    told = next(told_dates(s.text, day), None)
    return Agreement(
        type=type_of(s),
        stage=stage_of(s),
        vietnamese_party=partners.home,
        foreign_party=partners.foreign,
        countries=partners.countries,
        signed_on=told.on if told else None,
        signed_precision=told.precision if told else None,
        signed_text=told.printed if told else None,
        amount=(amount.value_high or amount.value) if amount else None,
        currency=amount.unit if amount else None,
        sentence=s.text,
        start=s.span.start,
        end=s.span.end,
    )

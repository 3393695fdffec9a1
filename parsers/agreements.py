"""Article and its mentions -> the agreements it tells: who, with whom, what, when, for how much, in which sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from parsers.countries import HOME
from parsers.deals import choose_deals, kind_of, stage_in
from parsers.evidence import evidence_of, setting_of
from parsers.mentions import mentions_of
from parsers.model import ZONE, Agreement, MentionKind
from parsers.partners import Cast
from parsers.prose_dates import date_of_deed
from parsers.statements import RULES, find_statements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parsers.deals import Deal
    from parsers.model import Article, Mention


def find_agreements(article: Article, mentions: tuple[Mention, ...]) -> tuple[Agreement, ...]:
    """Return the agreements of the body, each with the exact sentence that tells it."""
    if not _may_tell(mentions):
        return ()
    title = article.title or ""
    head = find_statements(title, mentions_of(title, article.language))
    body = find_statements(article.text, mentions)
    cast, setting = Cast(head, body, article.language), setting_of(head, body)
    strengths = [strength(evidence_of(s, setting, inland=cast.is_inland(s))) for s in body]
    deals = choose_deals(body, strengths, cast)
    return tuple(_agreement(article, deal) for deal in deals)


def _may_tell(mentions: tuple[Mention, ...]) -> bool:
    """Whether a body names anyone who could agree: most articles end here, at no cost."""
    return any(mention.kind is not MentionKind.FIGURE and mention.entity_id != HOME for mention in mentions)


def strength(evidence: Mapping[str, float]) -> float:
    """Weigh the evidence for a statement: from 0 to 1, by the logistic curve whose weights `agreements.toml` has."""
    if not evidence:
        return 0.0
    weights = RULES["weights"]
    odds = RULES["bias"] + sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-odds))


def _agreement(article: Article, deal: Deal) -> Agreement:
    s = deal.run
    amount = deal.amount
    day = article.published_at.astimezone(ZoneInfo(ZONE)).date() if article.published_at else None
    text = article.text[s.span.start : s.span.end]
    kind, stage = kind_of(deal), stage_in(deal)
    told = date_of_deed(text, day, signed=stage == "signed")
    return Agreement(
        type=kind,
        stage=stage,
        vietnamese_party=deal.partners.home,
        foreign_party=deal.partners.foreign,
        countries=deal.partners.countries,
        signed_on=told.on if told else None,
        signed_precision=told.precision if told else None,
        signed_text=told.printed if told else None,
        amount=(amount.value_high or amount.value) if amount else None,
        currency=amount.unit if amount else None,
        sentence=text,
        start=s.span.start,
        end=s.span.end,
    )

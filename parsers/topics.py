"""Article -> Relevance: is it news of health cooperation between a Vietnamese body and a partner, and why.

Words of a lexicon speak for facets (health, an act of cooperation, a partner), five measures tell how far the facets
come together, and weights add the measures up: every score can be told in the sentences and words that made it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from parsers.foreign import foreign_names
from parsers.lexicon import NOTHING, Facets, Term, join, pool
from parsers.sentences import spans
from parsers.topic_rules import Rules, load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.model import Article

Topic = Literal["relevant", "review", "off_topic"]
Part = Literal["title", "dek", "body"]

_MOST_PASSAGES = 5
_LEAST_FACETS = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that speaks of cooperation in health, alone or with the one before or after it.

    In the body, `sentence` is `Article.text[start:end]`; in title and dek the offsets count in these.
    """

    part: Part
    start: int
    end: int
    sentence: str
    terms: tuple[str, ...]  # of the lexicon and names from abroad, in the order of the text
    health: float
    act: float
    partner: float
    against: float
    strength: float  # how far the three come together here, 0 to 1


@dataclass(frozen=True, slots=True)
class Points:
    """One line of the sum: `points` is `weight * value`."""

    measure: str
    value: float
    weight: float
    points: float


@dataclass(frozen=True, slots=True)
class Relevance:
    """How far an article is news of cooperation in health, and the reasons.

    `relevance` runs from 0 to 1 and is no probability; it is `1 / (1 + exp(-log_odds))`, and `log_odds` the sum of
    all `points`, that of the bias among them. `matched` are the lexicon's words found, in the order of the text.
    `passages` are the strongest: at most five, in the order of the text, the title among them.
    """

    relevance: float
    topic: Topic
    version: str
    log_odds: float
    points: tuple[Points, ...]
    matched: tuple[str, ...]
    passages: tuple[Passage, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The passages as printed."""
        return tuple(passage.sentence for passage in self.passages)


class Measures(NamedTuple):
    """What is measured on an article, each from 0 to 1; `topics.toml` says what each one is and weighs."""

    title: float
    lead: float
    passages: float
    health: float
    home: float
    abroad: float


class _Sentence(NamedTuple):
    part: Part
    start: int
    end: int
    text: str
    length: int  # in words
    terms: list[Term]
    facets: Facets


def score(article: Article, rules: Rules | None = None) -> Relevance:
    """How relevant an article is, by the bundled rules if no others are given; the same article, the same answer."""
    rules = rules or load_rules()
    sentences = _read(article, rules)
    strengths = _strengths(sentences)
    points = _points(_measure(sentences, strengths, article.language, rules), rules)
    log_odds = round(sum(one.points for one in points), 4)
    relevance = round(1.0 / (1.0 + math.exp(-log_odds)), 4)
    return Relevance(
        relevance=relevance,
        topic=_topic(relevance, rules),
        version=rules.version,
        log_odds=log_odds,
        points=points,
        matched=tuple(dict.fromkeys(term.name for sentence in sentences for term in sentence.terms)),
        passages=_strongest(sentences, strengths),
    )


def measure(article: Article, rules: Rules | None = None) -> Measures:
    """The measures that `score` weighs."""
    rules = rules or load_rules()
    sentences = _read(article, rules)
    return _measure(sentences, _strengths(sentences), article.language, rules)


def _topic(relevance: float, rules: Rules) -> Topic:
    if relevance >= rules.relevant_from:
        return "relevant"
    return "review" if relevance >= rules.review_from else "off_topic"


def _points(measures: Measures, rules: Rules) -> tuple[Points, ...]:
    rows = [("bias", 1.0, rules.bias)]
    rows += [(name, round(value, 4), rules.weights[name]) for name, value in measures._asdict().items()]
    return tuple(Points(name, value, weight, round(value * weight, 4) + 0.0) for name, value, weight in rows)


def _read(article: Article, rules: Rules) -> list[_Sentence]:
    lexicon = rules.lexicon(article.language)
    foreign = rules.foreign_name if article.language == "vi" else 0.0
    parts: tuple[tuple[Part, str], ...] = (
        ("title", article.title or ""),
        ("dek", article.dek or ""),
        ("body", article.text),
    )
    places = [(part, start, text[start:end]) for part, text in parts for start, end in spans(text)]
    found = lexicon.find([text for _, _, text in places])
    return [_sentence(*place, *told, foreign) for place, told in zip(places, found, strict=True)]


def _sentence(part: Part, start: int, text: str, length: int, terms: list[Term], foreign: float) -> _Sentence:
    facets = pool(terms) if terms else NOTHING
    if foreign and (facets.health or facets.act) and facets.partner < 1.0:  # else a name would add nothing
        names = [Term(name, (), (), False, Facets(partner=foreign)) for name in foreign_names(text)]
        terms, facets = terms + names, pool(terms + names) if names else facets
    return _Sentence(part, start, start + len(text), text, length, terms, facets)


def _strengths(sentences: Sequence[_Sentence]) -> list[float]:
    """For each sentence how far the facets come together in it, alone or with a neighbour."""
    alone = [sentence.facets.together for sentence in sentences]
    pairs = [0.0, *(_pair(one.facets, two.facets) for one, two in pairwise(sentences)), 0.0]
    return [max(own, *beside) for own, beside in zip(alone, pairwise(pairs), strict=False)]


def _pair(one: Facets, two: Facets) -> float:
    if not ((one.health or two.health) and (one.partner or two.partner)):
        return 0.0
    return join((one, two)).together


def _measure(sentences: Sequence[_Sentence], strengths: Sequence[float], language: str, rules: Rules) -> Measures:
    words = sum(sentence.length for sentence in sentences) or 1
    lead = _lead(sentences, rules.lead_words)
    home = max((sentence.facets.home for sentence in sentences), default=0.0)
    return Measures(
        title=_joined([sentence for sentence in sentences if sentence.part == "title"]).together,
        lead=lead.together,
        passages=sum(one.length * strength for one, strength in zip(sentences, strengths, strict=True)) / words,
        health=sum(sentence.length * sentence.facets.health for sentence in sentences) / words,
        home=max(lead.home, rules.home_below * home),
        abroad=float(not home and language != "vi"),
    )


def _lead(sentences: Sequence[_Sentence], words: int) -> Facets:
    taken: list[_Sentence] = []
    for sentence in sentences:
        if words <= 0:
            break
        words -= sentence.length if sentence.part != "title" else 0
        taken.append(sentence)
    return _joined(taken)


def _joined(sentences: Sequence[_Sentence]) -> Facets:
    return join([sentence.facets for sentence in sentences])


def _strongest(sentences: Sequence[_Sentence], strengths: Sequence[float]) -> tuple[Passage, ...]:
    told = [place for place, strength in enumerate(strengths) if strength and _speaks(sentences[place].facets)]
    strongest = sorted(told, key=lambda place: (-sentences[place].facets.together, -strengths[place]))[:_MOST_PASSAGES]
    return tuple(_passage(sentences[place], strengths[place]) for place in sorted(strongest))


def _speaks(facets: Facets) -> bool:
    """Whether a sentence has two of the three facets: with only one it says nothing without its neighbour."""
    return bool(facets.health) + bool(facets.act) + bool(facets.partner) >= _LEAST_FACETS


def _passage(sentence: _Sentence, strength: float) -> Passage:
    health, act, partner, _, against = (round(weight, 4) for weight in sentence.facets)
    terms = tuple(dict.fromkeys(term.name for term in sentence.terms))
    place = sentence.part, sentence.start, sentence.end, sentence.text
    return Passage(*place, terms, health, act, partner, against, round(strength, 4))

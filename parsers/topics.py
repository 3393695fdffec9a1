"""Article -> Relevance: is it news of health cooperation between a Vietnamese body and a partner, and why.

A lexicon, five measures and a logistic curve, all in `topics.toml`: every score can be told in the words
that made it.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple

from parsers.lexicon import Facets, Lexicon, Term, pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from parsers.model import Article

Topic = Literal["relevant", "review", "off_topic"]

_MOST_SENTENCES = 5

_LOWER = "".join(letter for letter in map(chr, range(0x61, 0x1F00)) if letter.islower())
_UPPER = "".join(letter for letter in map(chr, range(0x41, 0x1F00)) if letter.isupper())
_STOP = rf"""[{_LOWER}\d)"”’%]{{2}}[.!?…]"""  # no abbreviation ends like that (TP. HCM, GS. Lan)
_CAPITAL = rf"""["“‘(]?[{_UPPER}]"""
# Also without a space, which flattened pages lose; a closing quotation mark stays with its sentence. The stop
# comes first in the pattern, before it is looked at closer: that is ten times as fast.
_SENTENCE_END = re.compile(rf"""[.!?…](?<={_STOP})(?:\s*(?={_CAPITAL})|\s+(?=[–-]\s|\d)|["”’)]\s+(?={_CAPITAL}))""")


@dataclass(frozen=True, slots=True)
class Relevance:
    """How far an article is news of cooperation in health, and the reasons.

    `relevance` runs from 0 to 1 and is no probability. `matched` are the lexicon's words found, in the order
    of the text. `sentences` are the strongest of those that name health, an act of cooperation and a partner
    together: at most five, in the order of the text, the title among them.
    """

    relevance: float
    topic: Topic
    matched: tuple[str, ...]
    sentences: tuple[str, ...]


class Measures(NamedTuple):
    """What is measured on an article, each from 0 to 1; `topics.toml` says what each one weighs."""

    title: float  # health, act and partner come together in the title
    lead: float  # ... in title, dek and the first sentences
    share: float  # ... share of the words in sentences where they do
    health: float  # share of the words in sentences about health
    against: float  # share of the words in sentences of another story
    home: float  # Vietnam's side is named


class _Rules(NamedTuple):
    lexicon: Lexicon
    lead_words: int
    weights: Mapping[str, float]  # per measure
    bias: float
    abroad: float
    relevant_from: float
    review_from: float


class _Sentence(NamedTuple):
    text: str
    length: int  # in words
    terms: tuple[Term, ...]
    facets: Facets


def score(article: Article) -> Relevance:
    """How relevant an article is, by the rules in `topics.toml`; the same article always gives the same."""
    rules = _rules()
    title, body = _read(article, rules.lexicon)
    relevance = _relevance(_measure(title, body, rules.lead_words), rules)
    sentences = [*title, *body]
    return Relevance(
        relevance,
        _topic(relevance, rules),
        tuple(dict.fromkeys(term.name for sentence in sentences for term in sentence.terms)),
        tuple(_strongest(sentences)),
    )


def measure(article: Article) -> Measures:
    """The measures that `score` weighs."""
    rules = _rules()
    return _measure(*_read(article, rules.lexicon), rules.lead_words)


def _relevance(measures: Measures, rules: _Rules) -> float:
    log_odds = rules.bias + sum(weight * getattr(measures, name) for name, weight in rules.weights.items())
    side = 1.0 if measures.home else rules.abroad
    return round(side / (1.0 + math.exp(-log_odds)), 4)


def _topic(relevance: float, rules: _Rules) -> Topic:
    if relevance >= rules.relevant_from:
        return "relevant"
    return "review" if relevance >= rules.review_from else "off_topic"


def _read(article: Article, lexicon: Lexicon) -> tuple[list[_Sentence], list[_Sentence]]:
    blocks = [*filter(None, [article.dek]), *article.paragraphs]
    texts = (text for block in blocks for line in block.splitlines() for text in _sentences(line))
    title = [_sentence(article.title, lexicon)] if article.title else []
    return title, [_sentence(text, lexicon) for text in texts]


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(line):
        yield line[start : end.end()].strip()
        start = end.end()
    yield line[start:].strip()


def _sentence(text: str, lexicon: Lexicon) -> _Sentence:
    length, terms = lexicon.find(text)
    return _Sentence(text, length, terms, pool(terms))


def _measure(title: list[_Sentence], body: list[_Sentence], lead_words: int) -> Measures:
    sentences = [*title, *body]
    words = sum(sentence.length for sentence in sentences) or 1

    def share(facet: Callable[[Facets], float]) -> float:
        return sum(sentence.length * facet(sentence.facets) for sentence in sentences) / words

    return Measures(
        title=_pooled(title).together,
        lead=_pooled([*title, *_lead(body, lead_words)]).together,
        share=share(lambda facets: facets.together),
        health=share(lambda facets: facets.health),
        against=share(lambda facets: facets.against),
        home=max((sentence.facets.home for sentence in sentences), default=0.0),
    )


def _lead(body: Iterable[_Sentence], words: int) -> Iterator[_Sentence]:
    for sentence in body:
        if words <= 0:
            return
        words -= sentence.length
        yield sentence


def _pooled(sentences: Iterable[_Sentence]) -> Facets:
    return pool(term for sentence in sentences for term in sentence.terms)


def _strongest(sentences: Sequence[_Sentence]) -> Iterator[str]:
    strength = {place: sentence.facets.together for place, sentence in enumerate(sentences)}
    strongest = sorted(filter(strength.get, strength), key=lambda place: -strength[place])[:_MOST_SENTENCES]
    return (sentences[place].text for place in sorted(strongest))


@cache
def _rules() -> _Rules:
    data = tomllib.loads(files("parsers").joinpath("topics.toml").read_text(encoding="utf-8"))
    return _Rules(lexicon=Lexicon(data.pop("terms")), **data)

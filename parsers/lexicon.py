"""Text -> the words of a lexicon that stand in it, and what they speak for."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from parsers.textnorm import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WORD = re.compile(r"\w+")

# The two places of a tone mark in use: on the first vowel (hòa, thúy), on the second (hoà, thuý).
_TONE_PLACES = (
    ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"),
    ("òe", "oè"), ("óe", "oé"), ("ỏe", "oẻ"), ("õe", "oẽ"), ("ọe", "oẹ"),
    ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ũy", "uỹ"), ("ụy", "uỵ"),
)  # fmt: skip
_FINAL_I = re.compile(r"(?<=[hklmst])[iìíỉĩịyỳýỷỹỵ]$|(?<=qu)[iìíỉĩịyỳýỷỹỵ]$", re.IGNORECASE)
_I_AND_Y = str.maketrans("iìíỉĩịyỳýỷỹỵ", "yỳýỷỹỵiìíỉĩị")


class Facets(NamedTuple):
    """What words speak for, each from 0 to 1 in a passage."""

    health: float = 0.0
    act: float = 0.0
    partner: float = 0.0
    home: float = 0.0
    against: float = 0.0

    @property
    def together(self) -> float:
        """How far health, an act of cooperation and a partner are there at once."""
        return self.health * self.act * self.partner


class Term(NamedTuple):
    """One spelling of a word of the lexicon."""

    name: str  # as the lexicon has it
    words: tuple[str, ...]  # case-folded
    printed: tuple[str, ...]  # as the text must have them; empty if any case will do
    alone: bool  # does not count inside a longer name
    counts: Facets


class Lexicon:
    """The words to look for, from the `terms` tables of a TOML file; `topics.toml` explains their keys."""

    def __init__(self, groups: Iterable[Mapping[str, Any]]) -> None:
        found: dict[str, list[Term]] = {}
        for term in (term for group in groups for term in _terms(group)):
            found.setdefault(term.words[0], []).append(term)
        self._longest_first = {
            word: tuple(sorted(terms, key=lambda term: -len(term.words))) for word, terms in found.items()
        }

    def find(self, text: str) -> tuple[int, tuple[Term, ...]]:
        """How many words `text` (NFC) has, and which terms stand in it, in order and without overlap."""
        printed = _WORD.findall(text)
        return len(printed), tuple(self._find(printed, _WORD.split(text)))

    def _find(self, printed: Sequence[str], gaps: Sequence[str]) -> Iterator[Term]:
        words = [word.casefold() for word in printed]
        free = 0  # the first word that no longer term has taken
        for at in [at for at, word in enumerate(words) if word in self._longest_first]:
            if at < free:
                continue
            for term in self._longest_first[words[at]]:
                if _stands(term, at, words, printed) and not (term.alone and _in_a_name(at, printed, gaps)):
                    free = at + len(term.words)
                    yield term
                    break


def pool(terms: Iterable[Term]) -> Facets:
    """What the terms of one passage speak for: each name counts once, each facet is full at 1."""
    once = {term.name: term.counts for term in terms}
    return Facets(*(min(1.0, sum(column)) for column in zip(*once.values(), strict=True)))


def _stands(term: Term, at: int, words: Sequence[str], printed: Sequence[str]) -> bool:
    end = at + len(term.words)
    return tuple(words[at:end]) == term.words and (not term.printed or tuple(printed[at:end]) == term.printed)


def _in_a_name(at: int, printed: Sequence[str], gaps: Sequence[str]) -> bool:
    """Whether word `at` follows a capitalised word (Tuấn Anh) or opens the sentence before one (Anh Vũ).

    The capital that opens a sentence tells nothing (Phía Mỹ). `gaps[n]` stands before word n.
    """
    if at == 0:
        return len(printed) > 1 and gaps[1] == " " and printed[1][0].isupper()
    return at > 1 and gaps[at] == " " and printed[at - 1][0].isupper()


def _terms(group: Mapping[str, Any]) -> Iterator[Term]:
    counts = Facets(**group["counts"])
    alone = group.get("alone", False)
    for name in group["words"]:
        as_printed = name != name.casefold()
        for words in _forms(name, plain=group.get("plain", False)):
            folded = tuple(map(str.casefold, words))
            yield Term(name, folded, words if as_printed else (), alone, counts)


def _forms(name: str, *, plain: bool) -> Iterator[tuple[str, ...]]:
    yield from product(*map(_spellings, _WORD.findall(name)))
    if plain:
        yield tuple(_WORD.findall(fold(name)))


def _spellings(word: str) -> list[str]:
    """A syllable in every spelling in use: both tone places, and final i or y (hòa hoà, sĩ sỹ)."""
    places = [word, *(word.removesuffix(old) + new for old, new in _TONE_PLACES if word.endswith(old))]
    turned = [_FINAL_I.sub(lambda end: end.group().translate(_I_AND_Y), place) for place in places]
    return sorted({*places, *turned})

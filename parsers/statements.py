"""A text and its mentions -> its sentences with what speaks for an agreement in each: cues, parties, sums."""

from __future__ import annotations

import sys
import tomllib
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from parsers.gazetteer import Gazetteer, read_words
from parsers.model import MentionKind
from parsers.passages import split_sentences
from parsers.sides import sides_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.gazetteer import Words
    from parsers.model import Mention
    from parsers.passages import Span
    from parsers.sides import Side

Placed = TypeVar("Placed", "Cue", "Side", "Mention")
_COUNT_IN_NAMES = frozenset({"health", "grant"})  # groups of cues
_NOWHERE = sys.maxsize, sys.maxsize

RULES: dict[str, Any] = tomllib.loads(files(__package__).joinpath("agreements.toml").read_text(encoding="utf-8"))


class Cue(NamedTuple):
    """A cue word of a group, and where it stands in the text."""

    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with all that is found in it; places count in the article's text."""

    index: int  # of the sentence in the text
    span: Span
    text: str
    cues: tuple[Cue, ...]
    sides: tuple[Side, ...]
    amounts: tuple[Mention, ...]

    groups: frozenset[str] = field(init=False)  # of the cues
    foreign: tuple[Side, ...] = field(init=False)  # parties and countries of the other side
    home: tuple[Side, ...] = field(init=False)  # parties and places of Vietnam's side, and Vietnam

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", frozenset([cue.group for cue in self.cues]))
        object.__setattr__(self, "foreign", tuple([side for side in self.sides if not side.is_home]))
        object.__setattr__(self, "home", tuple([side for side in self.sides if side.is_home]))

    def has(self, *groups: str) -> bool:
        """Whether a cue of one of the groups stands in the sentence."""
        return not self.groups.isdisjoint(groups)


@cache
def _cue_words() -> Gazetteer[str]:
    return Gazetteer(((word, name) for name, group in RULES["groups"].items() for word in group["words"]), proper=False)


def find_cues(words: Words) -> tuple[Cue, ...]:
    """Return the cue words of a text in order, the longest at each place."""
    starts, ends = words.starts, words.ends
    return tuple([Cue(group, starts[first], ends[last - 1]) for first, last, group in _cue_words().find(words)])


def find_statements(text: str, mentions: tuple[Mention, ...]) -> list[Statement]:
    """Return every sentence of a text with its cues, sides and sums."""
    words = read_words(text)
    spans = split_sentences(text)
    found = sides_of(text, words, mentions)
    names = [(side.start, side.end) for side in found if side.is_named]
    cues = _shared_out(_outside(names, find_cues(words)), spans)
    sides = _shared_out(found, spans)
    amounts = _shared_out([mention for mention in mentions if mention.kind is MentionKind.AMOUNT], spans)
    return [
        Statement(index, span, text[span.start : span.end], cues[index], sides[index], amounts[index])
        for index, span in enumerate(spans)
    ]


def _outside(names: list[tuple[int, int]], cues: Sequence[Cue]) -> list[Cue]:
    """The cues that do not only belong to a name ("Viện Nghiên cứu"); that a name speaks of health or aid counts.

    Both in order, and no two names overlap.
    """
    kept: list[Cue] = []
    names, at = [*names, _NOWHERE], 0
    for cue in cues:
        while names[at][1] <= cue.start:
            at += 1
        start, end = names[at]
        if not start <= cue.start < cue.end <= end or cue.group in _COUNT_IN_NAMES:
            kept.append(cue)
    return kept


def _shared_out(found: Sequence[Placed], spans: list[Span]) -> list[tuple[Placed, ...]]:
    """What was found in a text in order, by the sentence it starts in."""
    starts = [one.start for one in found]
    return [tuple(found[bisect_left(starts, span.start) : bisect_left(starts, span.end)]) for span in spans]

"""A text and its mentions -> its sentences with what speaks for an agreement in each: cues, parties, sums."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

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

RULES: dict[str, Any] = tomllib.loads(files(__package__).joinpath("agreements.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Cue:
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
        object.__setattr__(self, "groups", frozenset(cue.group for cue in self.cues))
        object.__setattr__(self, "foreign", tuple(side for side in self.sides if not side.is_home))
        object.__setattr__(self, "home", tuple(side for side in self.sides if side.is_home))

    def has(self, *groups: str) -> bool:
        """Whether a cue of one of the groups stands in the sentence."""
        return not self.groups.isdisjoint(groups)


@cache
def _cue_words() -> Gazetteer[str]:
    return Gazetteer(((word, name) for name, group in RULES["groups"].items() for word in group["words"]), proper=False)


def find_cues(words: Words) -> tuple[Cue, ...]:
    """Return the cue words of a text in order, the longest at each place."""
    return tuple(
        Cue(group, words.starts[first], words.ends[last - 1]) for first, last, group in _cue_words().find(words)
    )


def find_statements(text: str, mentions: tuple[Mention, ...]) -> list[Statement]:
    """Return every sentence of a text with its cues, sides and sums."""
    words = read_words(text)
    spans = split_sentences(text)
    found = sides_of(text, words, mentions)
    names = [(side.start, side.end) for side in found if side.is_named]
    cues = _shared_out([cue for cue in find_cues(words) if not _is_in_name(cue, names)], spans)
    sides = _shared_out(found, spans)
    amounts = _shared_out([mention for mention in mentions if mention.kind is MentionKind.AMOUNT], spans)
    return [
        Statement(index, span, text[span.start : span.end], cues[index], sides[index], amounts[index])
        for index, span in enumerate(spans)
    ]


def _is_in_name(cue: Cue, names: list[tuple[int, int]]) -> bool:
    """Whether a word only belongs to a name ("Viện Nghiên cứu"); that a name speaks of health or aid still counts."""
    at = bisect_right(names, (cue.start, cue.end)) - 1
    return cue.group not in {"health", "grant"} and any(
        start <= cue.start and cue.end <= end for start, end in names[max(at, 0) : at + 2]
    )


def _shared_out(found: Sequence[Placed], spans: list[Span]) -> list[tuple[Placed, ...]]:
    """What was found in a text in order, by the sentence it starts in."""
    starts = [one.start for one in found]
    return [tuple(found[bisect_left(starts, span.start) : bisect_left(starts, span.end)]) for span in spans]

"""A text and its mentions -> its sentences with what speaks for an agreement in each: cues, parties, sums."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from parsers.gazetteer import Gazetteer, one_spelling, split_words
from parsers.model import MentionKind
from parsers.passages import split_sentences
from parsers.sides import sides_of

if TYPE_CHECKING:
    from parsers.gazetteer import Word
    from parsers.model import Mention
    from parsers.passages import Span
    from parsers.sides import Side

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

    def has(self, *groups: str) -> bool:
        """Whether a cue of one of the groups stands in the sentence."""
        return any(cue.group in groups for cue in self.cues)

    @property
    def foreign(self) -> tuple[Side, ...]:
        """The parties and countries of the other side."""
        return tuple(side for side in self.sides if not side.is_home)

    @property
    def home(self) -> tuple[Side, ...]:
        """The parties of Vietnam's side, and Vietnam."""
        return tuple(side for side in self.sides if side.is_home)


@cache
def _cue_words() -> Gazetteer[str]:
    return Gazetteer(((word, name) for name, group in RULES["groups"].items() for word in group["words"]), proper=False)


def find_cues(text: str, words: list[Word]) -> tuple[Cue, ...]:
    """Return the cue words of a text in order, the longest at each place."""
    return tuple(
        Cue(group, words[first].start, words[last - 1].end) for first, last, group in _cue_words().find(text, words)
    )


def find_statements(text: str, mentions: tuple[Mention, ...]) -> list[Statement]:
    """Return every sentence of a text with its cues, sides and sums."""
    even = one_spelling(text)
    words = split_words(even)
    cues, sides = find_cues(even, words), sides_of(text, words, mentions)
    amounts = [mention for mention in mentions if mention.kind is MentionKind.AMOUNT]
    return [
        Statement(
            index,
            span,
            text[span.start : span.end],
            tuple(cue for cue in cues if span.start <= cue.start < span.end),
            tuple(side for side in sides if span.start <= side.start < span.end),
            tuple(amount for amount in amounts if span.start <= amount.start < span.end),
        )
        for index, span in enumerate(split_sentences(text))
    ]

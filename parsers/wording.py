"""Text -> its wording: shingles of five and three tokens, and what stands around its figures; to compare two texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from parsers.fingerprint import SPAN, shingles, tokens

FINE_SPAN = 3  # of 20 % changed words it leaves half of the shingles, five tokens leave a third (research, section 3)
_ANY_FIGURE = "#"
# Newsrooms write one day as 8/2, 08-02, 8.2 and 8/2/2017, one month as 6-2017 and 06/2017.
_DATE = re.compile(r"(\d{1,2})[./:-](\d{1,2})(?:[./-](?:\d{4}|\d\d))?")
_SIGNS = str.maketrans(".:-", "///")


@dataclass(frozen=True)
class Wording:
    """What can be compared of one text. Each is made when it is asked for.

    `figures`: a shingle of five with its numbers masked -> the shingles as they stand, dates in one form;
    `fine_figures`: of three.
    """

    words: Sequence[str]

    @cached_property
    def in_order(self) -> Sequence[int]:
        """Shingles of five, as they follow each other."""
        return shingles(self.words)

    @cached_property
    def fine_in_order(self) -> Sequence[int]:
        """Shingles of three, as they follow each other."""
        return shingles(self.words, FINE_SPAN)

    @cached_property
    def five(self) -> frozenset[int]:
        """Shingles of five."""
        return frozenset(self.in_order)

    @cached_property
    def three(self) -> frozenset[int]:
        """Shingles of three."""
        return frozenset(self.fine_in_order)

    @cached_property
    def figures(self) -> Mapping[int, frozenset[int]]:
        """What stands around the numbers, five tokens at a time."""
        return _figures(*self._numbered, SPAN)

    @cached_property
    def fine_figures(self) -> Mapping[int, frozenset[int]]:
        """What stands around the numbers, three tokens at a time."""
        return _figures(*self._numbered, FINE_SPAN)

    @cached_property
    def _numbered(self) -> tuple[Sequence[str], Sequence[str], Sequence[int]]:
        numbers = [place for place, word in enumerate(self.words) if word[0].isdigit()]
        masked, plain = list(self.words), list(self.words)
        for place in numbers:
            masked[place], plain[place] = _ANY_FIGURE, _plain(self.words[place])
        return masked, plain, numbers


def wording(text: str) -> Wording:
    """Return the wording of a text. A million of them do not fit in memory: made for the few that are compared."""
    return Wording(tokens(text))


def _figures(
    masked: Sequence[str], plain: Sequence[str], numbers: Sequence[int], span: int
) -> dict[int, frozenset[int]]:
    """The shingles that hold a number, under the same shingle with every number masked.

    Two texts with one masked shingle say the same words around a figure; the whole shingle tells whether it agrees.
    """
    if not numbers:
        return {}
    blind, shown = shingles(masked, span), shingles(plain, span)
    places = {start for place in numbers for start in range(max(place - span + 1, 0), min(place + 1, len(shown)))}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for start in places:
        found[blind[start]].add(shown[start])
    return {mask: frozenset(whole) for mask, whole in found.items()}


def _plain(number: str) -> str:
    """The number as dates are compared: in texts that say the same around a day, the year is the same."""
    found = _DATE.fullmatch(number)
    return f"{int(found[1])}/{int(found[2])}" if found else number.lstrip("0").translate(_SIGNS)

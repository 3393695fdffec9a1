"""Text -> its wording: shingles of five and three tokens, and what stands around its figures; to compare two texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.fingerprint import SPAN, shingles, tokens

FINE_SPAN = 3  # of 20 % changed words it leaves half of the shingles, five tokens leave a third (research, section 3)
_ANY_FIGURE = "#"


@dataclass(frozen=True, slots=True)
class Wording:
    """What can be compared of one text.

    `figures`: a shingle of five with its numbers masked -> the shingles as they stand; `fine_figures`: of three.
    """

    words: Sequence[str]
    in_order: Sequence[int]  # shingles of five, as they follow each other
    fine_in_order: Sequence[int]  # shingles of three
    five: frozenset[int]
    three: frozenset[int]
    figures: Mapping[int, frozenset[int]]
    fine_figures: Mapping[int, frozenset[int]]


def wording(text: str) -> Wording:
    """Return the wording of a text. A million of them do not fit in memory: made for the few that are compared."""
    words = tokens(text)
    five = shingles(words)
    three = shingles(words, FINE_SPAN)
    figures = _figures(words, five, SPAN), _figures(words, three, FINE_SPAN)
    return Wording(words, five, three, frozenset(five), frozenset(three), *figures)


def _figures(words: Sequence[str], shown: Sequence[int], span: int) -> dict[int, frozenset[int]]:
    """The shingles that hold a number, under the same shingle with every number masked.

    Two texts with one masked shingle say the same words around a figure; the whole shingle tells whether it agrees.
    """
    numbers = [place for place, word in enumerate(words) if word[0].isdigit()]
    if not numbers:
        return {}
    masked = list(words)
    for place in numbers:
        masked[place] = _ANY_FIGURE
    blind = shingles(masked, span)
    places = {start for place in numbers for start in range(max(place - span + 1, 0), min(place + 1, len(shown)))}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for start in places:
        found[blind[start]].add(shown[start])
    return {mask: frozenset(whole) for mask, whole in found.items()}

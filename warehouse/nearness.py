"""Pairs of texts and their bodies -> those pairs that share enough shingles to be related at all. Pure.

News of one field has phrases in common, so that most candidates are nothing to each other. Counting their common
shingles takes a fiftieth of the time that comparing them does.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from uuid import UUID

from parsers.fingerprint import shingles, tokens
from parsers.wording import FINE_SPAN
from warehouse.candidates import Pair
from warehouse.compare import LEAST_SHINGLES, are_of_one_length, may_be_related, may_be_reworded

Shingles = tuple["array[int]", "array[int]"]  # of five tokens and of three, each once
_AT_ONCE = 4000  # texts whose shingles are kept: about 40 MB


def near(bodies: Mapping[UUID, str], pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs of which `warehouse.compare` can find that they are related, in no order."""
    look = lru_cache(2 * _AT_ONCE)(lambda text: _shingles(bodies[text]))
    place = {text: number for number, text in enumerate(bodies)}
    ordered = sorted(pairs, key=lambda pair: (place[pair[1]] // _AT_ONCE, place[pair[0]]))
    for text, some in groupby(ordered, key=lambda pair: pair[0]):
        five, three = map(frozenset, look(text))
        yield from (pair for pair in some if _may_relate(five, three, look(pair[1])))


def _may_relate(five: frozenset[int], three: frozenset[int], other: Shingles) -> bool:
    """Whether two texts share what `relate` asks at least; those of three tokens are looked at last."""
    shorter, longer = sorted((len(five), len(other[0])))
    if shorter < LEAST_SHINGLES:
        return False
    if may_be_related(len(five.intersection(other[0])), shorter):
        return True
    fewer = min(len(three), len(other[1]))
    return are_of_one_length(shorter, longer) and may_be_reworded(len(three.intersection(other[1])), fewer)


def _shingles(body: str) -> Shingles:
    words = tokens(body)
    return array("Q", set(shingles(words))), array("Q", set(shingles(words, FINE_SPAN)))

"""Two tellings -> whether they are of one agreement: points with their reasons, or what speaks against it. Pure.

The points are for what two reports of one event share and reports of two events do not: both parties, the sum, the
day, the wording, and being told at the same time. No single one is enough: a ministry signs with the same partner
every year, and a sum of one million is common.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from parsers.textnorm import words
from warehouse.telling import Party, Telling

RULE_VERSION = 2
DAY = timedelta(days=1)
ENOUGH = 5  # points
SAME_EVENT = 10 * DAY  # news of one event
SAME_STORY = 60 * DAY  # follow-ups without new facts
FORGOTTEN = 400 * DAY  # later than that, only a date or a sum says that it is the same agreement
SLACK = 3 * DAY  # papers differ in the day by as much
EQUAL, CLOSE = 0.005, 0.3  # of the larger sum
SHARED, ALIKE, UNLIKE = 0.5, 0.3, 0.05  # of the shorter sentence
LEAST_RUNS, LEAST_MARKS = 5, 2
SHOWN = 5  # of those
KINDS = ({"mou", "agreement", "twinning"}, {"grant_oda", "equipment"}, {"training", "research", "mission"})


class Match(Enum):
    """How two sides, or two dates, compare."""

    SAME = "same"
    COUNTRY = "country"  # both name the same country, ministry or place only
    UNKNOWN = "unknown"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Reason:
    """Points for or against, and what for."""

    points: int
    why: str


def compare(one: Telling, other: Telling) -> tuple[int, str] | None:
    """Return the points for being one agreement and the reasons, the weightiest first; None where it is not."""
    if contradict(one, other):
        return None
    reasons = [*_reasons(one, other)]
    score = sum(reason.points for reason in reasons)
    if score < ENOUGH:
        return None
    reasons.sort(key=lambda reason: -reason.points)
    return score, "; ".join(reason.why for reason in reasons)


def contradict(one: Telling, other: Telling) -> bool:
    """Whether they cannot be one agreement, however many others lie between them."""
    if one.articles & other.articles and not _told_twice(one, other):
        return True
    a, b = set(one.said.countries), set(other.said.countries)
    if a and b and a.isdisjoint(b):
        return True
    if _dates(one, other) is Match.DIFFERENT or _far_apart(one, other):
        return True
    return _differ(one, other) and (not _shares_sentence(one, other) or _names_another(one, other))


def _told_twice(one: Telling, other: Telling) -> bool:
    """Whether one article can tell of it twice, as in its lead and below: then nothing in the two may differ."""
    kinds = {one.said.type, other.said.type}
    known = one.said.amount is not None and other.said.amount is not None
    same_sum = not known or _gap(one, other) == 0
    return not _differ(one, other) and same_sum and (len(kinds) == 1 or "other" in kinds)


def _differ(one: Telling, other: Telling) -> bool:
    return Match.DIFFERENT in _sides(one, other)


def _sides(one: Telling, other: Telling) -> set[Match]:
    return {side(one.vietnamese, other.vietnamese), side(one.foreign, other.foreign)}


def _far_apart(one: Telling, other: Telling) -> bool:
    distance = _distance(one, other)
    if distance is None or distance <= FORGOTTEN:
        return False
    return _dates(one, other) is not Match.SAME and _gap(one, other) != 0


def side(ones: Collection[Party], others: Collection[Party]) -> Match:
    """Return how one side of an agreement compares: same if any of its names is one body."""
    pairs = [(a, b) for a in ones for b in others]
    if any(a.is_particular and b.is_particular and a.is_same(b) for a, b in pairs):
        return Match.SAME
    if any(not a.is_particular and not b.is_particular and _same_country(a, b) for a, b in pairs):
        return Match.COUNTRY
    all_named = ones and others and all(a.is_particular and b.is_particular for a, b in pairs)
    apart = all_named and not any(a.words.is_related(b.words) for a, b in pairs)
    return Match.DIFFERENT if apart else Match.UNKNOWN


def _same_country(a: Party, b: Party) -> bool:
    if a.entity and b.entity:
        return a.entity == b.entity
    return a.words == b.words


def _reasons(one: Telling, other: Telling) -> Iterator[Reason]:
    yield from _wording(one, other)
    yield from _who(one, other)
    yield from _what(one, other)
    yield from _marks(one, other)
    yield from _when(one, other)


def _wording(one: Telling, other: Telling) -> Iterator[Reason]:
    if one.said.language != other.said.language:
        return
    if _shares_sentence(one, other):
        another = _names_another(one, other)
        yield Reason(-2, "same sentence about another party") if another else Reason(3, "same sentence")
        return
    alike = _share(one.subject, other.subject)
    if alike >= ALIKE:
        yield Reason(1, "much the same words")
    elif alike < UNLIKE and _sides(one, other) != {Match.SAME}:
        yield Reason(-1, "other words")


def _who(one: Telling, other: Telling) -> Iterator[Reason]:
    sides = (("foreign party", one.foreign, other.foreign), ("Vietnamese party", one.vietnamese, other.vietnamese))
    for name, ones, others in sides:
        match side(ones, others):
            case Match.SAME:
                yield Reason(2, f"same {name} ({_spelt(ones, others)})")
            case Match.COUNTRY if ones is one.vietnamese:
                yield Reason(1, f"same {name} ({_spelt(ones, others)})")
            case Match.DIFFERENT:
                yield Reason(-3, f"another {name}")
    common = sorted(set(one.said.countries) & set(other.said.countries))
    if common and side(one.foreign, other.foreign) is not Match.SAME:
        yield Reason(1, f"same country ({', '.join(common)})")


def _spelt(ones: Collection[Party], others: Collection[Party]) -> str:
    """How both sides spell it, once if they agree."""
    return " = ".join(sorted({"; ".join(party.name for party in parties) for parties in (ones, others)}))


def _what(one: Telling, other: Telling) -> Iterator[Reason]:
    kinds = {one.said.type, other.said.type}
    if len(kinds) == 1:
        yield Reason(1, f"same type ({one.said.type})")
    elif "other" not in kinds and not any(kinds <= group for group in KINDS):
        yield Reason(-1, "another type")
    gap = _gap(one, other)
    if gap == 0:
        yield Reason(2, f"same amount ({one.said.amount:,.0f} {one.said.currency})")
    elif gap is not None and not (gap <= CLOSE and _is_news_of_one_event(one, other)):
        yield Reason(-1 if gap <= CLOSE else -2, "another amount")


def _marks(one: Telling, other: Telling) -> Iterator[Reason]:
    if one.articles & other.articles:
        return
    common = one.marks & other.marks
    if len(common) >= LEAST_MARKS and _share(one.marks, other.marks) >= ALIKE:
        yield Reason(2, f"same figures and names in both articles ({', '.join(sorted(common)[:SHOWN])})")


def _when(one: Telling, other: Telling) -> Iterator[Reason]:
    if _dates(one, other) is Match.SAME:
        by_day = {one.said.signed_precision, other.said.signed_precision} == {"day"}
        yield Reason(2 if by_day else 1, f"same date ({max(one.said.signed_on, other.said.signed_on)})")  # type: ignore[type-var]
    distance = _distance(one, other)
    if distance is not None and distance <= SAME_EVENT:
        yield Reason(1, f"told {_days(distance)} apart" if distance.days else "told within a day")
    elif distance is not None and distance > SAME_STORY:
        yield Reason(-1, f"told {_days(distance)} apart")


def _days(distance: timedelta) -> str:
    return "1 day" if distance.days == 1 else f"{distance.days} days"


def _shares_sentence(one: Telling, other: Telling) -> bool:
    enough = min(len(one.runs), len(other.runs)) >= LEAST_RUNS
    return enough and _share(one.runs, other.runs) >= SHARED


def _names_another(one: Telling, other: Telling) -> bool:
    """Whether two sentences name each a party or place that the other does not: one form, filled in for two deals."""
    mine, theirs = (frozenset(words(telling.said.sentence)) for telling in (one, other))
    sides = ((one.vietnamese, other.vietnamese), (one.foreign, other.foreign))
    return any(_own(a) & mine - theirs and _own(b) & theirs - mine for a, b in sides)


def _own(parties: Collection[Party]) -> frozenset[str]:
    return frozenset(word for party in parties for word in party.words.own)


def _share(ones: frozenset[Any], others: frozenset[Any]) -> float:
    least = min(len(ones), len(others))
    return len(others.intersection(ones)) / least if least else 0.0


def _gap(one: Telling, other: Telling) -> float | None:
    """How far two sums are apart, of the larger; 0 for equal ones; None where they cannot be compared."""
    a, b = one.said.amount, other.said.amount
    if a is None or b is None or one.said.currency != other.said.currency:
        return None
    gap = abs(a - b) / max(a, b, 1)
    return 0 if gap <= EQUAL else gap


def _dates(one: Telling, other: Telling) -> Match:
    if one.signed is None or other.signed is None:
        return Match.UNKNOWN
    (a, b), (c, d) = one.signed, other.signed
    if a <= d and c <= b:
        return Match.SAME
    return Match.UNKNOWN if max(a - d, c - b) <= SLACK else Match.DIFFERENT


def _is_news_of_one_event(one: Telling, other: Telling) -> bool:
    distance = _distance(one, other)
    return distance is not None and distance <= SAME_EVENT


def _distance(one: Telling, other: Telling) -> timedelta | None:
    """The least time between the tellings."""
    if one.told is None or other.told is None:
        return None
    (a, b), (c, d) = one.told, other.told
    return max(a - d, c - b, timedelta())

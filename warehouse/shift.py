"""How something came out lately and before -> whether it is another thing now: a share against its own history."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.condition import Finding

FEWEST = 4  # the newest so many must agree, and fewer prove nothing
SETTLED = 8  # so many of the newest tell that all is well again
RISE = 0.4  # a smaller rise of the share is nobody's alarm
CALM = 0.2  # within so much of its history all is well
ODDS = 1e-5  # by chance rarer than that where the latest are MOST; where they are few, chance has fewer turns
MOST = 20  # that count as the latest
USUAL, USUAL_WEIGHT = 0.05, 10.0  # the share that is thought normal, until more than so many have told better


@dataclass(frozen=True, slots=True)
class Shift:
    """What was found: the latest that show it best, how many of them had the trait, and the share that was normal."""

    finding: Finding
    had: int
    of: int
    normal: float


def shift(latest: Sequence[bool], had_before: int, before: int) -> Shift:
    """Whether the trait came to be; `latest` newest first, `had_before` of `before` earlier ones had it.

    BAD: the newest agree, and some run of the latest has a share that is far above the normal one and that chance
    does not explain. FINE: the newest are as always. Else, or with too few, UNCLEAR.
    """
    a, b = had_before + USUAL * USUAL_WEIGHT, before - had_before + (1 - USUAL) * USUAL_WEIGHT
    normal = a / (a + b)
    runs = ((sum(latest[:n]), n) for n in range(FEWEST, len(latest) + 1))
    newest = _share(latest[:FEWEST])
    odds = ODDS * (MOST / max(len(latest), 1)) ** 2
    found = [(had, n) for had, n in runs if had / n >= normal + RISE and _tail(had, n, a, b) < odds]
    if found and newest >= normal + RISE:
        had, n = max(found, key=lambda one: one[1])
        return Shift(Finding.BAD, had, n, normal)
    calm = len(latest) >= FEWEST and _share(latest[:SETTLED]) <= normal + CALM
    return Shift(Finding.FINE if calm else Finding.UNCLEAR, sum(latest), len(latest), normal)


def _share(some: Sequence[bool]) -> float:
    return sum(some) / len(some) if some else 0.0


def _tail(had: int, of: int, had_before: float, not_before: float) -> float:
    """The chance that at least `had` of `of` have the trait, by what was seen before (beta-binomial).

    Unlike the binomial it knows that a share seen at few occasions is itself uncertain.
    """
    before = _log_beta(had_before, not_before)
    logs = (_log_beta(had_before + n, not_before + of - n) - before for n in range(had, of + 1))
    return sum(math.comb(of, n) * math.exp(log) for n, log in zip(range(had, of + 1), logs, strict=True))


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

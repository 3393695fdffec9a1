"""Hours in which a site published -> its rhythm: when it usually speaks, and how long it may keep quiet.

Time is counted as the site lives it: on a clock that runs by weekday, hour and holiday as fast as the site usually
publishes, so that a ministry's weekend or a paper's night is no time at all (time rescaling: Brown et al. 2002, Neural
Computation 14). On that clock one unit is one hour with an article. How long a gap may be is told by the longest tenth
of its own gaps, extended by their mean excess (peaks over a threshold: Pickands 1975) to a gap that an undisturbed site
shows once in `1 / CHANCE` quarters. Few gaps make a wide bound.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from statistics import pstdev

from parsers.holidays import is_holiday, is_tet

FEWEST = 5  # hours with an article; fewer are no rhythm
QUARTER = 91.0  # days
CHANCE = 0.05  # gaps beyond the bound that an undisturbed site shows in a quarter
TAIL = 10  # the longest tenth of the gaps is the tail
FEWEST_IN_TAIL = 3
USUAL = (
    1.5  # so many gaps are thought to lie in the tail besides, with the scatter of all for excess, as by pure chance
)
LEAST_SCATTER = 0.1  # of the mean gap: nobody is more punctual than that
SPREAD = 0.5  # standard errors of that mean that are added to it
MANY, OUTLIER = 20, 1.5  # of many gaps the longest counts so many times the next at most: one outage teaches nothing
WEEKDAY_WEIGHT = 1.0  # weeks of the mean day that count besides a weekday's own
HOUR_WEIGHT = 3.0  # articles that count in each hour besides its own: with few, the hour is chance
QUIET, QUIET_WEIGHT = 0.1, 7.0  # what a holiday gives of an ordinary day, until so many days have told better
FURTHEST = 400  # days that are looked ahead
VIETNAM = 7  # hours before UTC; there is no summer time
EPOCH = date(1970, 1, 1)
HOURS, DAYS = 24, 7


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a site publishes: its newest hour with an article, how many gaps are known, until when it may be quiet."""

    last: datetime
    gaps: int
    longest: timedelta  # of those gaps
    silent_at: datetime | None  # None: not within a year


def rhythm(hours: Sequence[int], watched_from: int) -> Rhythm | None:
    """The rhythm of a site that published in these hours (since 1970 in UTC, ascending, each once); None under 5.

    What was before the hour from which it is watched is no silence: its lists may not have told us all of that time.
    """
    if len(hours) < FEWEST:
        return None
    there = [hour + VIETNAM for hour in hours]
    clock = _Clock(there)
    times = [clock.at(hour) for hour in there]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    allowed = longest_gap(gaps, (there[-1] - there[0]) / HOURS)
    silent = clock.when(max(times[-1], clock.at(max(watched_from + VIETNAM, there[-1]))) + allowed)
    longest = max(b - a for a, b in pairwise(hours))
    silent_at = _moment(silent - VIETNAM) if silent else None
    return Rhythm(_moment(hours[-1]), len(gaps), timedelta(hours=longest), silent_at)


def longest_gap(gaps: Sequence[float], days: float) -> float:
    """The gap that chance exceeds CHANCE times in a quarter, for a site that showed these gaps in so many days."""
    ordered = sorted(gaps)
    if len(ordered) >= MANY:
        ordered[-1] = min(ordered[-1], OUTLIER * ordered[-2])
    tail = max(FEWEST_IN_TAIL, len(ordered) // TAIL)
    threshold = ordered[-tail - 1]
    excess = sum(gap - threshold for gap in ordered[-tail:])
    scatter = max(pstdev(ordered), LEAST_SCATTER)
    mean = (excess + USUAL * scatter) / (tail + USUAL) * (1 + SPREAD / math.sqrt(tail))
    in_a_quarter = tail * QUARTER / max(days, 1.0)
    return threshold + mean * math.log(max(in_a_quarter / CHANCE, math.e))


def _moment(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * 3600, UTC)


class _Clock:
    """Hours in Vietnam since 1970 -> the time of the site. It is learned from the hours in which the site published."""

    def __init__(self, hours: Sequence[int]) -> None:
        self.first = hours[0] // HOURS
        days = range(self.first, hours[-1] // HOURS + 1)
        spoken = Counter(hour // HOURS for hour in hours)
        self.rates = _rates([day for day in days if not _is_off(day)] or list(days), spoken)
        self.tet = _quiet([day for day in days if _is_tet(day)], spoken, self.rates)
        self.holiday = _quiet([day for day in days if _is_off(day) and not _is_tet(day)], spoken, self.rates)
        self.within = _within(hours)
        self.starts = [0.0]  # the time at the start of each day from the first

    def at(self, hour: int) -> float:
        """The site's time at the end of that hour."""
        day, within = divmod(hour, HOURS)
        while len(self.starts) <= day - self.first:
            self._add_day()
        return self.starts[day - self.first] + self._length(day) * self.within[within]

    def when(self, time: float) -> int | None:
        """The first hour at whose end the site's time is past `time`; None if that is further than FURTHEST days."""
        start = next((n for n, at in enumerate(self.starts) if at > time), len(self.starts)) - 1
        for day in range(self.first + start, self.first + len(self.starts) + FURTHEST):
            for hour in range(day * HOURS, (day + 1) * HOURS) if self.at(day * HOURS + HOURS - 1) > time else ():
                if self.at(hour) > time:
                    return hour + 1
        return None

    def _add_day(self) -> None:
        self.starts.append(self.starts[-1] + self._length(self.first + len(self.starts) - 1))

    def _length(self, day: int) -> float:
        quiet = self.tet if _is_tet(day) else self.holiday if _is_off(day) else 1.0
        return self.rates[_weekday(day)] * quiet


def _rates(ordinary: Sequence[int], spoken: Counter[int]) -> list[float]:
    """Hours with an article on each weekday, Monday first."""
    mean = max(sum(spoken[day] for day in ordinary), 1) / len(ordinary)
    weekdays = Counter(_weekday(day) for day in ordinary)
    said = Counter[int]()
    for day in ordinary:
        said[_weekday(day)] += spoken[day]
    return [(said[n] + WEEKDAY_WEIGHT * mean) / (weekdays[n] + WEEKDAY_WEIGHT) for n in range(DAYS)]


def _quiet(off: Sequence[int], spoken: Counter[int], rates: Sequence[float]) -> float:
    """What a holiday gives of an ordinary day of its weekday."""
    usual = sum(rates) / DAYS
    expected = sum(rates[_weekday(day)] for day in off) / usual
    said = sum(spoken[day] for day in off) / usual
    return min(1.0, (said + QUIET * QUIET_WEIGHT) / (expected + QUIET_WEIGHT))


def _within(hours: Sequence[int]) -> list[float]:
    """How much of a day's articles has come by the end of each hour; neighbouring hours are smoothed together."""
    said = Counter(hour % HOURS for hour in hours)
    smooth = [said[n - 1 if n else HOURS - 1] / 4 + said[n] / 2 + said[(n + 1) % HOURS] / 4 for n in range(HOURS)]
    total = sum(smooth) + HOUR_WEIGHT * HOURS
    shares, sum_so_far = [], 0.0
    for one in smooth:
        sum_so_far += (one + HOUR_WEIGHT) / total
        shares.append(sum_so_far)
    return shares


def _weekday(day: int) -> int:
    return (day + EPOCH.weekday()) % DAYS


@cache
def _is_tet(day: int) -> bool:
    return is_tet(EPOCH + timedelta(days=day))


@cache
def _is_off(day: int) -> bool:
    return is_holiday(EPOCH + timedelta(days=day))

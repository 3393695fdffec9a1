"""Seeds -> synthetic sites of several characters, a quarter of their history, and the outages planted in it."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

from parsers.holidays import is_holiday
from warehouse.alerting import Alert, weighed
from warehouse.condition import AlertKind, Condition
from warehouse.shares import Series, share_conditions
from warehouse.silence import silence

START = date(2025, 6, 10)
QUARTER = date(2025, 12, 10)  # half a year of history before it; in it the New Year and Tết (17 February 2026)
DAYS = 90
END = QUARTER + timedelta(days=DAYS)
TET = date(2026, 2, 17)
VIETNAM = timedelta(hours=7)
Daily = Callable[[random.Random, date], Sequence[float]]  # a day -> the hours of the day at which it publishes


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - VIETNAM


def poisson(rng: random.Random, mean: float) -> int:
    number, left = 0, rng.expovariate(1.0)
    while left < mean:
        number, left = number + 1, left + rng.expovariate(1.0)
    return number


def near_tet(day: date, before: int, after: int) -> bool:
    return -before <= (day - TET).days <= after


def busy(rng: random.Random, day: date) -> Sequence[float]:
    """A daily paper: day and night, less on weekends, a third over Tết."""
    mean = 20 * (0.6 if day.weekday() >= 5 else 1.0) * (0.33 if near_tet(day, 1, 5) else 1.0)
    return [rng.triangular(5, 23.9, 10) for _ in range(poisson(rng, mean))]


def ministry(rng: random.Random, day: date) -> Sequence[float]:
    """Working hours of working days only."""
    if day.weekday() >= 5 or near_tet(day, 2, 5) or (day.month, day.day) == (1, 1):
        return []
    return [rng.uniform(8, 17) for _ in range(poisson(rng, 1.4))]


def bulletin(rng: random.Random, day: date) -> Sequence[float]:
    """On Thursdays; now and then an issue falls out, and that of Tết."""
    if day.weekday() != 3 or near_tet(day, 2, 5) or rng.random() < 0.03:
        return []
    return [rng.gauss(10, 1.0)]


def province(rng: random.Random, day: date) -> Sequence[float]:
    """A portal that is still for the whole of Tết, and slow after it."""
    mean = (1.2 if day.weekday() >= 5 else 3.0) * (0.0 if near_tet(day, 2, 6) else 0.4 if near_tet(day, 5, 12) else 1.0)
    return [rng.uniform(7, 20) for _ in range(poisson(rng, mean))]


def bursty(rng: random.Random, day: date) -> Sequence[float]:
    """Days of many articles, weeks of none."""
    if near_tet(day, 2, 5) or rng.random() > 0.2:
        return []
    return [rng.gauss(14, 3) % 24 for _ in range(rng.randint(1, 8))]


CHARACTERS: dict[str, Daily] = {
    "busy": busy, "ministry": ministry, "bulletin": bulletin, "province": province, "bursty": bursty,
}  # fmt: skip


def holidays(after: datetime, before: datetime) -> timedelta:
    """The time between the two that is holidays."""
    days = (after + timedelta(hours=n) for n in range(int((before - after) / timedelta(hours=1))))
    return timedelta(hours=sum(is_holiday((hour + VIETNAM).date()) for hour in days))


@dataclass(frozen=True)
class Outage:
    """What broke, from when until when; of the site."""

    kind: AlertKind
    begins: datetime
    ends: datetime


@dataclass
class Site:
    """A site's true history and what is broken in it."""

    name: str
    character: str
    published: list[datetime]
    outages: list[Outage] = field(default_factory=list)
    rng: random.Random = field(default_factory=random.Random)

    def broken(self, kind: AlertKind, at: datetime) -> bool:
        return any(one.kind is kind and one.begins <= at < one.ends for one in self.outages)

    def seen(self) -> list[datetime]:
        """What is published and not lost in a silence."""
        return [moment for moment in self.published if not self.broken(AlertKind.SITE_SILENT, moment)]


@cache
def five_year_gap(character: str) -> timedelta:
    """The longest gap that the character shows in five years, holidays not counted."""
    published = _history(character, random.Random(character), 5 * 365)  # noqa: S311  # no secret
    return max((b - a) - holidays(a, b) for a, b in pairwise(published))


@cache
def usual_gap(character: str) -> timedelta:
    """The median gap of the character."""
    published = _history(character, random.Random(character), 5 * 365)  # noqa: S311  # no secret
    return sorted(b - a for a, b in pairwise(published))[len(published) // 2]


def expected_delay(character: str, begins: datetime) -> timedelta:
    """How soon a silence is to be found by the true rhythm, which the rules do not know.

    They may be wrong once in five years at a site, so they must wait for the longest gap of five years; learning that
    from few gaps may cost them as much again; it shows when the next is due; holidays do not count; and a day for the
    run that sees it.
    """
    working = 2 * five_year_gap(character) + usual_gap(character) + timedelta(days=1)
    ends = begins + working
    while ends - begins - holidays(begins, ends) < working:
        ends += timedelta(hours=6)
    return ends - begins


def _history(character: str, rng: random.Random, days: int) -> list[datetime]:
    published = []
    for n in range(days):
        day = START + timedelta(days=n)
        published += [midnight(day) + timedelta(hours=hour) for hour in CHARACTERS[character](rng, day)]
    return sorted(published)


def site(character: str, seed: int) -> Site:
    rng = random.Random(f"{character} {seed}")  # noqa: S311  # no secret
    return Site(f"{character}-{seed}", character, _history(character, rng, (END - START).days), [], rng)


def planted(kind: AlertKind, character: str, seed: int, every: timedelta) -> tuple[Site, Outage]:
    """A site with an outage of that kind, in the first weeks of the quarter and long enough to be found."""
    one = site(character, seed)
    begins = midnight(QUARTER) + timedelta(days=one.rng.uniform(0, 25))
    if kind is AlertKind.SITE_SILENT:
        begins = max(moment for moment in one.published if moment < begins) + timedelta(minutes=1)
    outage = Outage(kind, begins, begins + timedelta(days=5) + limit(kind, one, begins, every))
    one.outages.append(outage)
    return one, outage


def limit(kind: AlertKind, one: Site, begins: datetime, every: timedelta) -> timedelta:
    """Within which an outage is to be found: by the rhythm, by 12 of the site's own articles, or by 6 polls."""
    if kind is AlertKind.SITE_SILENT:
        return expected_delay(one.character, begins) + every
    if kind is AlertKind.READER_BROKE:
        after = [moment for moment in one.published if moment > begins]
        return (after[11] if len(after) > 11 else midnight(END)) - begins + every
    return 6 * every


@dataclass(frozen=True)
class Event:
    """An alert raised or closed."""

    what: str
    kind: AlertKind
    site: str | None
    at: datetime


def replay(sites: Sequence[Site], every: timedelta) -> Iterator[Event]:
    """Evaluate all through the quarter; give what is raised and closed, in order."""
    alerts: list[Alert] = []
    worlds = [_World(one, every) for one in sites]
    now, names = midnight(QUARTER), [one.name for one in sites]
    while now < midnight(END):
        conditions = [condition for world in worlds for condition in world.conditions(now, alerts)]
        changes = weighed(alerts, conditions, names, now)
        yield from (Event("raised", one.kind, one.site, now) for one in changes.raised)
        yield from (Event("closed", one.kind, one.site, now) for one in changes.closed)
        gone = {one.alert_id for one in (*changes.closed, *changes.touched)}
        alerts = [one for one in alerts if one.alert_id not in gone] + [*changes.raised, *changes.touched]
        now += every


class _World:
    """One site as the warehouse would see it: the same windows as in the SQL."""

    def __init__(self, site: Site, every: timedelta) -> None:
        self.site = site
        self.seen = site.seen()
        hours = sorted({int(moment.timestamp() // 3600) for moment in self.seen})
        self.hours = hours
        chance = site.rng.random
        broken = ("no_dek", "short")
        base = {"no_author": 0.3, "no_dek": 0.1, "short": 0.05, "long": 0.05, "no_date": 0.01}
        self.traits = {
            trait: [(at, chance() < share or (trait in broken and site.broken(AlertKind.READER_BROKE, at)))
                    for at in self.seen]
            for trait, share in base.items()
        }  # fmt: skip
        # Polls: now and then one fails, and once a week or two the server is down for an hour and a half.
        start, steps = midnight(QUARTER) - timedelta(days=28), int((DAYS + 28) * timedelta(days=1) / every)
        polls = [start + every * n for n in range(steps)]
        down = [start + timedelta(days=chance() * (DAYS + 28)) for _ in range(12)]
        short = timedelta(hours=1.5)
        self.dead = [
            (at, chance() < 0.01 or any(one <= at < one + short for one in down)
             or site.broken(AlertKind.COVERAGE_FELL, at))
            for at in polls
        ]  # fmt: skip
        self.refused = [(at, chance() < 0.01 or site.broken(AlertKind.BLOCKED, at)) for at in polls]

    def conditions(self, now: datetime, alerts: Sequence[Alert]) -> list[Condition]:
        opened = {one.kind: one.opened_at for one in alerts if one.site == self.site.name}
        known = self.hours[: bisect_left(self.hours, int(now.timestamp() // 3600))]
        known = [hour for hour in known[-400:] if hour > known[-1] - 182 * 24]
        series = [
            self._series(trait, rows, now, opened.get(AlertKind.READER_BROKE), third=True)
            for trait, rows in self.traits.items()
        ]
        series.append(self._series("unreachable", self.dead, now, opened.get(AlertKind.COVERAGE_FELL)))
        series.append(self._series("refused", self.refused, now, opened.get(AlertKind.BLOCKED)))
        return [
            silence(self.site.name, known, self.site.published[0], now),
            *share_conditions([self.site.name], series),
        ]

    def _series(
        self, trait: str, rows: list[tuple[datetime, bool]], now: datetime, opened: datetime | None, third: bool = False
    ) -> Series:
        upto = bisect_left(rows, (now,))
        most = 300 if third else 28 * 48
        window = rows[max(0, upto - most) : upto]
        news = min(20, len(window) // 3) if third else 20
        latest, past = window[-news:] if news else [], window[: len(window) - news]
        before = [had for at, had in past if opened is None or at < opened]
        return Series(self.site.name, trait, "", [had for _, had in reversed(latest)], sum(before), len(before))

"""Are the holidays those of Vietnam? The lunar days are computed again from the moon."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from parsers.holidays import hung_kings_days, is_holiday, is_tet, tet_days

UNIX = 2440587.5  # Julian day of 1 January 1970


def new_moon(number: int) -> date:
    """The day in Vietnam of the new moon, counted from January 2000 (Meeus, Astronomical Algorithms, chapter 49)."""
    t = number / 1236.85
    sun, moon, node, lap = (
        math.radians(start + rate * number)
        for start, rate in ((2.5534, 29.10535670), (201.5643, 385.81693528), (160.7108, 390.67050284),
                            (124.7746, -1.56375588))
    )  # fmt: skip
    terms = (
        (-0.40720, moon), (0.17241, sun), (0.01608, 2 * moon), (0.01039, 2 * node), (0.00739, moon - sun),
        (-0.00514, moon + sun), (0.00208, 2 * sun), (-0.00111, moon - 2 * node), (-0.00057, moon + 2 * node),
        (0.00056, 2 * moon + sun), (-0.00042, 3 * moon), (0.00042, sun + 2 * node), (0.00038, sun - 2 * node),
        (-0.00024, 2 * moon - sun), (-0.00017, lap),
    )  # fmt: skip
    mean = 2451550.09766 + 29.530588861 * number + 0.00015437 * t * t
    julian = mean + sum(size * math.sin(angle) for size, angle in terms) - 70 / 86400  # dynamical time, less 70 s
    return date(1970, 1, 1) + timedelta(days=math.floor(julian + 7 / 24 - UNIX))


MOONS = {new_moon(number) for number in range(180, 440)}


def test_tet_is_a_new_moon_between_20_january_and_20_february() -> None:
    assert [day.year for day in tet_days()] == list(range(2015, 2036))
    assert set(tet_days()) <= MOONS
    assert all((1, 20) <= (day.month, day.day) <= (2, 20) for day in tet_days())
    assert date(2030, 2, 2) in tet_days(), "a day before China's: the hour of Vietnam counts"


def test_the_hung_kings_festival_is_the_tenth_day_of_the_third_month() -> None:
    for tet, festival in zip(tet_days(), hung_kings_days(), strict=True):
        moons = sorted(moon for moon in MOONS if tet <= moon <= festival)
        assert festival - moons[-1] == timedelta(days=9)
        assert len(moons) in (3, 4), "the fourth where the second month is a leap month"


@pytest.mark.parametrize(
    ("day", "holiday", "tet"),
    [
        (date(2026, 2, 17), True, True),
        (date(2026, 2, 15), True, True),
        (date(2026, 2, 25), False, False),
        (date(2026, 9, 2), True, False),
        (date(2026, 9, 3), False, False),
        (date(2026, 4, 27), True, False),  # Hùng Kings on a Sunday: the Monday is off
        (date(2022, 5, 3), True, False),  # 30 April on a Saturday, 1 May on a Sunday: Monday and Tuesday
        (date(2026, 7, 14), False, False),
        (date(2040, 1, 1), True, False),
    ],
)
def test_days(day: date, holiday: bool, tet: bool) -> None:
    assert (is_holiday(day), is_tet(day)) == (holiday, tet)

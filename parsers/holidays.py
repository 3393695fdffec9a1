"""A day -> whether Vietnam has a holiday: Tết and the public holidays, from `holidays.toml`."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DAY = timedelta(days=1)
BEFORE_TET, AFTER_TET = 2, 7  # days on which offices and desks are empty, around the first day of the year
SATURDAY = 5


def is_holiday(day: date) -> bool:
    """Whether that day is a holiday in Vietnam, or the working day off in its place, or in the days around Tết.

    The lunar days are known from 2015 to 2035; in other years only the fixed days are holidays.
    """
    return day in _days_off(day.year)


def is_tet(day: date) -> bool:
    """Whether that day is one of those around Tết on which offices and desks are empty."""
    return day in _around_tet(day.year)


@cache
def tet_days() -> tuple[date, ...]:
    """The first days of the lunar years that are known."""
    return tuple(_table()["tet"])


@cache
def hung_kings_days() -> tuple[date, ...]:
    """The Hùng Kings' Festivals that are known."""
    return tuple(_table()["hung_kings"])


@cache
def _around_tet(year: int) -> frozenset[date]:
    """Those days never leave their year: Tết falls between 20 January and 20 February."""
    firsts = (first for first in tet_days() if first.year == year)
    return frozenset(first + DAY * n for first in firsts for n in range(-BEFORE_TET, AFTER_TET + 1))


@cache
def _days_off(year: int) -> frozenset[date]:
    days = {date.fromisoformat(f"{year}-{day}") for day in _table()["fixed"]}
    days |= {day for day in hung_kings_days() if day.year == year}
    return frozenset(_around_tet(year) | days | _in_their_place(days))


def _in_their_place(days: set[date]) -> set[date]:
    """The working days off for the holidays that fall on a weekend (Labour Code 2019, article 111.3)."""
    instead: set[date] = set()
    for day in sorted(day for day in days if day.weekday() >= SATURDAY):
        while day.weekday() >= SATURDAY or day in days | instead:
            day += DAY  # noqa: PLW2901  # on to the first free working day
        instead.add(day)
    return instead


@cache
def _table() -> dict[str, list[date]]:
    return tomllib.loads(Path(__file__).with_name("holidays.toml").read_text(encoding="utf-8"))

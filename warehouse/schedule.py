"""When ingests began -> whether one is overdue, by the schedule that their own beginnings show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from warehouse.condition import AlertKind, Condition, Finding, local

FEWEST = 12  # ingests that completed; fewer show no schedule
NEAR = 0.25  # gaps within so much of the median gap are alike
ALIKE = 0.6  # the share of gaps that must be alike: started by hand they are not
LONGER = 2.0  # times the longest gap that belongs to the schedule, such as its quiet hours
SLACK = timedelta(minutes=30)  # for a run that works longer than others


def schedule_missed(begun: Sequence[datetime], now: datetime) -> Condition:
    """Whether no ingest completed for longer than the schedule allows; `begun`: those that completed, ascending.

    Where the gaps between them show no schedule nothing is said, and an alert that was raised is closed.
    """
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    if len(begun) < FEWEST or not _is_schedule(gaps):
        return Condition(AlertKind.SCHEDULE_MISSED, None, Finding.FINE)
    allowed = LONGER * _longest(gaps) + SLACK
    if now - begun[-1] <= allowed:
        return Condition(AlertKind.SCHEDULE_MISSED, None, Finding.FINE)
    evidence = (
        f"no ingest completed since that of {local(begun[-1])}; there was one every {_words(_usual(gaps))}, "
        f"and the schedule allows {_words(allowed)} without"
    )
    hours = round(allowed.total_seconds() / 3600, 2)
    figures = {"last_completed_began_at": begun[-1].isoformat(), "allowed_hours": hours}
    return Condition(AlertKind.SCHEDULE_MISSED, None, Finding.BAD, evidence, figures)


def _is_schedule(gaps: Sequence[timedelta]) -> bool:
    usual = _usual(gaps)
    alike = sum(abs(gap - usual) <= NEAR * usual for gap in gaps)
    return usual > timedelta(0) and alike >= ALIKE * len(gaps)


def _usual(gaps: Sequence[timedelta]) -> timedelta:
    return sorted(gaps)[len(gaps) // 2]


def _longest(gaps: Sequence[timedelta]) -> timedelta:
    """The longest gap that came more than once: an outage of the past is no part of the schedule, each night is."""
    return sorted(gaps)[-max(2, len(gaps) // 50)]


def _words(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"

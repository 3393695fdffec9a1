"""Conditions -> the same, but one for all where most sites are in the same trouble: then the trouble is at home."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from warehouse.condition import AlertKind, Condition, Finding

FEWEST = 4  # sites
SHARED = (AlertKind.SITE_SILENT, AlertKind.READER_BROKE, AlertKind.BLOCKED, AlertKind.COVERAGE_FELL)


def gathered(conditions: Sequence[Condition], alone: Collection[tuple[AlertKind, str | None]]) -> list[Condition]:
    """One condition of no site for each kind of which more than half of the sites are BAD, and those UNCLEAR.

    `alone`: kinds and sites with an open alert of their own; they neither count nor change.
    """
    return [new for kind in AlertKind for new in _of_kind(kind, [one for one in conditions if one.kind is kind], alone)]


def _of_kind(
    kind: AlertKind, conditions: list[Condition], alone: Collection[tuple[AlertKind, str | None]]
) -> list[Condition]:
    if kind not in SHARED:
        return conditions
    free = [one for one in conditions if (one.kind, one.site) not in alone]
    bad = [one for one in free if one.finding is Finding.BAD]
    judged = [one for one in free if one.finding is not Finding.UNCLEAR]
    if len(bad) < FEWEST or 2 * len(bad) <= len(judged):
        return [*conditions, Condition(kind, None, Finding.FINE)]
    names = [str(one.site) for one in bad]
    every = f"{len(bad)} of {len(judged)} sites at once ({', '.join(names)})"
    evidence = f"{every}: look at our side first; {bad[0].evidence}"
    whole = Condition(kind, None, Finding.BAD, evidence, {"sites": names})
    return [*(replace(one, finding=Finding.UNCLEAR) if one in bad else one for one in conditions), whole]

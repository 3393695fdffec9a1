"""Synthetic quarters over Tết, many of each character -> false alarms and detection delays per kind, on the terminal.

`python -m tests.bench.alerts [SITES] [HOURS]`: so many sites of each character (20), evaluated every so many hours (6).
The limit of a silence is twice the longest gap of five years of the character and a usual one, holidays not counted,
and a day; of a reader 12 articles of the site; of lists and refusals 6 polls, one
at each evaluation (tests/alert_world.py).
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import timedelta
from statistics import median

from tests.alert_world import CHARACTERS, Event, Outage, limit, planted, replay, site
from warehouse.condition import AlertKind

PLANTED = (AlertKind.SITE_SILENT, AlertKind.READER_BROKE, AlertKind.COVERAGE_FELL, AlertKind.BLOCKED)
DAY = timedelta(days=1)


def false_alarms(sites: int, every: timedelta) -> None:
    """Print the alarms of undisturbed sites, per site and quarter."""
    print(f"\nfalse alarms per site and quarter, {sites} undisturbed sites of each character")
    print(f"{'':10}" + "".join(f"{kind:>15}" for kind in PLANTED) + f"{'worst site':>15}")
    for character in CHARACTERS:
        events = list(replay([site(character, seed) for seed in range(sites)], every))
        raised = Counter(event.kind for event in events if event.what == "raised")
        worst = max(Counter(event.site for event in events if event.what == "raised").values(), default=0)
        print(f"{character:10}" + "".join(f"{raised[kind] / sites:15.3f}" for kind in PLANTED) + f"{worst:15}")


def delays(kind: AlertKind, sites: int, every: timedelta) -> None:
    """Print how soon planted outages are found, against their limit; flaps are alerts beyond the first."""
    print(f"\n{kind}: {sites} planted outages of each character, delay in days")
    print(f"{'':10}{'median':>9}{'longest':>9}{'limit':>9}{'in time':>9}{'found':>7}{'flaps':>7}")
    for character in CHARACTERS:
        worlds = [planted(kind, character, 1000 + seed, every) for seed in range(sites)]
        events = list(replay([one for one, _ in worlds], every))
        found = [_found(events, one.name, outage) for one, outage in worlds]
        limits = [limit(kind, one, outage.begins, every) for one, outage in worlds]
        taken = [after[0] for after in found if after]
        in_time = sum(bool(after) and after[0] <= most for after, most in zip(found, limits, strict=True))
        print(
            f"{character:10}{median(taken) / DAY:9.2f}{max(taken) / DAY:9.2f}{median(limits) / DAY:9.2f}"
            f"{in_time:6}/{sites}{len(taken):4}/{sites}{sum(len(after) - 1 for after in found if after):5}"
        )


def _found(events: list[Event], name: str, outage: Outage) -> list[timedelta]:
    """How long after it began the outage was found, each time while it lasted."""
    return [
        event.at - outage.begins
        for event in events
        if event.what == "raised" and event.site == name and event.kind is outage.kind
        and outage.begins <= event.at < outage.ends
    ]  # fmt: skip


def main(sites: int = 20, hours: int = 6) -> None:
    """Print it all."""
    began, every = time.process_time(), timedelta(hours=hours)
    false_alarms(sites, every)
    for kind in PLANTED:
        delays(kind, sites, every)
    print(f"\n{time.process_time() - began:.1f} CPU seconds")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

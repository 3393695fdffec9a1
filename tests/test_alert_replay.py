"""A quarter of synthetic history over Tết: is every planted outage found in time, once, and nothing else?"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from tests.alert_world import CHARACTERS, limit, planted, replay, site
from warehouse.condition import AlertKind

EVERY = timedelta(hours=12)
KINDS = {
    AlertKind.SITE_SILENT: tuple(CHARACTERS),
    AlertKind.READER_BROKE: ("busy", "ministry"),
    AlertKind.COVERAGE_FELL: ("province", "bulletin"),
    AlertKind.BLOCKED: ("bursty", "ministry"),
}
OUTAGES = [(kind, character) for kind, characters in KINDS.items() for character in characters]


def test_undisturbed_sites_raise_one_false_alarm_in_a_quarter_at_most() -> None:
    sites = [site(character, seed) for character in CHARACTERS for seed in range(2)]
    raised = Counter(event.site for event in replay(sites, 2 * EVERY) if event.what == "raised")
    assert max(raised.values(), default=0) <= 1
    assert sum(raised.values()) <= len(sites) // 5, "the bound of the issue is one each; by design it is one in twenty"


@pytest.mark.parametrize(("kind", "character"), OUTAGES)
def test_an_outage_is_found_in_time_once_and_closed_when_it_heals(kind: AlertKind, character: str) -> None:
    one, outage = planted(kind, character, 7, EVERY)
    events = [event for event in replay([one], EVERY) if event.kind is kind and event.at >= outage.begins]
    raised = [event for event in events if event.what == "raised"]
    assert raised
    assert raised[0].at - outage.begins <= limit(kind, one, outage.begins, EVERY)
    assert [event.at for event in raised if event.at < outage.ends] == [raised[0].at], "it flaps"
    closed = [event.at for event in events if event.what == "closed"]
    assert closed[:1] > [outage.ends]

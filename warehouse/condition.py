"""What the rules say: a Condition is one kind of trouble at one site (or at home), found or not, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from parsers.model import ZONE


class AlertKind(StrEnum):
    """What may be wrong: the vocabulary of `alerts.kind`."""

    SITE_SILENT = "site_silent"  # nothing published for longer than its own rhythm explains, while its lists answer
    READER_BROKE = "reader_broke"  # its articles come out otherwise than before, or not at all
    BLOCKED = "blocked"  # it refuses us more than before
    COVERAGE_FELL = "coverage_fell"  # a list of it does not answer, or lists far less than before
    DISK = "disk"  # the home will soon be full
    SCHEDULE_MISSED = "schedule_missed"  # no ingest completed for longer than its schedule allows


class Finding(StrEnum):
    """What a rule found. UNCLEAR opens nothing and closes nothing."""

    BAD = "bad"
    FINE = "fine"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Condition:
    """How one kind of trouble stands. `site` is None for all of the home; `evidence` is a sentence for people."""

    kind: AlertKind
    site: str | None
    finding: Finding
    evidence: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)


def local(moment: datetime) -> str:
    """The moment as a person in Vietnam writes it, to the minute."""
    return moment.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M")

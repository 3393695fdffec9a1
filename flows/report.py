"""A run's rows -> what it did, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from uuid import UUID

from flows.visit import Harvest, reached
from parsers.urls import host
from warehouse.alerting import Alert, Changes
from warehouse.rows import FetchRow, Kind, Outcome, RejectRow, RunRow

UNANSWERED = (Outcome.FAILED, Outcome.HTTP_ERROR)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a host answered: requests with an answer, milliseconds."""

    host: str
    requests: int
    median_ms: int
    longest_ms: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did: its row, the counts of its loads, what each site gave, and what went wrong where."""

    run: RunRow
    counts: Mapping[str, int]
    harvests: tuple[Harvest, ...] = ()
    rejects: tuple[RejectRow, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)  # site or file -> one line
    files: Mapping[UUID, str] = field(default_factory=dict)  # page -> the file it came from, for an import
    alerts: Changes = field(default_factory=Changes)  # raised and closed by this run

    @property
    def failed(self) -> bool:
        """Did something break, or did no list answer at all? Rejected pages and polite refusals are not failures."""
        polls = self._polls()
        return bool(self.problems) or (bool(polls) and all(row.outcome in UNANSWERED for row in polls))

    def values(self) -> dict[str, Any]:
        """The report as plain values, for JSON, for Prefect and for the terminal."""
        return {
            "run_id": str(self.run.run_id),
            "state": self.run.state,
            "counts": dict(self.counts),
            "sites": {harvest.site: dict(harvest.tally()) for harvest in self.harvests if harvest.asked},
            "unreachable": self.unreachable(),
            "failed": self.failed,
            "rejects": [self._reject(row) for row in self.rejects],
            "problems": dict(self.problems),
            "alerts": {
                "raised": [alert_values(alert) for alert in self.alerts.raised],
                "closed": [alert_values(alert) for alert in self.alerts.closed],
            },
        }

    def unreachable(self) -> list[dict[str, str]]:
        """The lists that gave nothing: site, address and reason."""
        return [_unreachable(row) for row in self._polls() if not reached(row)]

    def hosts(self) -> list[Pace]:
        """How fast each host answered, the slowest first."""
        times: dict[str, list[int]] = {}
        for harvest in self.harvests:
            for row in harvest.fetches:
                if row.elapsed_ms is not None:
                    times.setdefault(host(row.url), []).append(row.elapsed_ms)
        paces = (Pace(name, len(taken), round(median(taken)), max(taken)) for name, taken in times.items())
        return sorted(paces, key=lambda pace: (-pace.median_ms, pace.host))

    def _polls(self) -> list[FetchRow]:
        lists = (Kind.FEED, Kind.SITEMAP, Kind.LISTING)
        rows = (row for harvest in self.harvests for row in harvest.fetches)
        return [row for row in rows if row.kind in lists and row.outcome is not Outcome.SKIPPED]

    def _reject(self, row: RejectRow) -> dict[str, str]:
        place = self.files.get(row.page_id, row.url)
        return {"page": place, "url": row.url, "reason": row.reason, "detail": row.detail}


def alert_values(alert: Alert) -> dict[str, Any]:
    """An alert as plain values: what `hoptac.alert.raised` and `hoptac.alert.closed` carry."""
    return {
        "alert_id": str(alert.alert_id),
        "kind": str(alert.kind),
        "site": alert.site,
        "opened_at": alert.opened_at.isoformat(),
        "closed_at": alert.closed_at.isoformat() if alert.closed_at else None,
        "evidence": alert.evidence,
        "figures": dict(alert.figures),
    }


def _unreachable(row: FetchRow) -> dict[str, str]:
    return {"site": row.site, "url": row.url, "reason": row.reason or str(row.outcome)}

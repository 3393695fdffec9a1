"""Open alerts and conditions -> what is raised, what goes on, what is closed: raised once, closed when it heals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from parsers.fingerprint import key
from warehouse.condition import AlertKind, Condition, Finding, local

# How long all must be well before an alert is closed. A share swings, so it has to stay; an article, a completed
# ingest or free space is a fact at once, and each has its distance between the word that raises and that which closes.
CALM: Mapping[AlertKind, timedelta] = {
    AlertKind.SITE_SILENT: timedelta(0),
    AlertKind.READER_BROKE: timedelta(hours=24),
    AlertKind.BLOCKED: timedelta(hours=24),
    AlertKind.COVERAGE_FELL: timedelta(hours=24),
    AlertKind.DISK: timedelta(0),
    AlertKind.SCHEDULE_MISSED: timedelta(0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One trouble from when it was found to when it healed. `site` is None when it concerns all of the home."""

    alert_id: UUID
    kind: AlertKind
    site: str | None
    opened_at: datetime
    closed_at: datetime | None = None
    evidence: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    calm_since: datetime | None = None  # since when all is well; closed after a while of that


def line(alert: Alert) -> str:
    """The alert in a line: kind, site, since when, evidence."""
    where = f" at {alert.site}" if alert.site else ""
    return f"{alert.kind.replace('_', ' ')}{where} since {local(alert.opened_at)}: {alert.evidence}"


@dataclass(frozen=True, slots=True)
class Changes:
    """What an evaluation did: alerts raised, closed, and those that went on with a word changed."""

    raised: tuple[Alert, ...] = ()
    closed: tuple[Alert, ...] = ()
    touched: tuple[Alert, ...] = ()


def weighed(alerts: Sequence[Alert], conditions: Iterable[Condition], sites: Collection[str], now: datetime) -> Changes:
    """What becomes of the open alerts at `now`. Those of a site that is not watched any more (not in `sites`) close."""
    found = {(one.kind, one.site): one for one in conditions}
    held = {(alert.kind, alert.site) for alert in alerts}
    bad = [one for one in found.values() if one.finding is Finding.BAD and (one.kind, one.site) not in held]
    after = [_after(alert, found.get((alert.kind, alert.site)), sites, now) for alert in alerts]
    return Changes(
        raised=tuple(_raised(one, now) for one in bad),
        closed=tuple(alert for alert in after if alert.closed_at),
        touched=tuple(new for old, new in zip(alerts, after, strict=True) if new != old and not new.closed_at),
    )


def _raised(one: Condition, now: datetime) -> Alert:
    return Alert(
        alert_id=key("alert", one.kind, one.site or "", now.isoformat()),
        kind=one.kind,
        site=one.site,
        opened_at=now,
        evidence=one.evidence,
        figures=one.figures,
    )


def _after(alert: Alert, condition: Condition | None, sites: Collection[str], now: datetime) -> Alert:
    if alert.site is not None and alert.site not in sites:
        return replace(alert, closed_at=now)
    finding = condition.finding if condition else Finding.UNCLEAR
    if finding is Finding.BAD:
        return replace(alert, calm_since=None)
    if finding is Finding.FINE and now - (alert.calm_since or now) >= CALM[alert.kind]:
        return replace(alert, closed_at=now, calm_since=alert.calm_since or now)
    return replace(alert, calm_since=alert.calm_since or now) if finding is Finding.FINE else alert

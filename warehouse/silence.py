"""A site's rhythm and when its lists last answered -> whether it went silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from warehouse.condition import AlertKind, Condition, Finding, local
from warehouse.rhythm import rhythm


def silence(site: str, hours: Sequence[int], watched_from: datetime | None, heard_at: datetime | None) -> Condition:
    """Whether the site went silent, by the hours in which it published.

    What we did not listen to is no silence: only the time counts from `watched_from` to `heard_at`, when a list of it
    last answered.
    """
    found = rhythm(hours, int(watched_from.timestamp() // 3600)) if watched_from else None
    if found is None or heard_at is None:
        return Condition(AlertKind.SITE_SILENT, site, Finding.UNCLEAR)
    if found.silent_at is None or heard_at < found.silent_at:
        return Condition(AlertKind.SITE_SILENT, site, Finding.FINE)
    longest = found.longest.total_seconds() / 86400
    evidence = (
        f"nothing published since {local(found.last)}; by its rhythm something was due before "
        f"{local(found.silent_at)}; the longest of its last {found.gaps} gaps was {longest:.1f} days"
    )
    figures = {
        "last_published_at": found.last.isoformat(),
        "expected_before": found.silent_at.isoformat(),
        "longest_gap_days": round(longest, 2),
        "gaps": found.gaps,
    }
    return Condition(AlertKind.SITE_SILENT, site, Finding.BAD, evidence, figures)

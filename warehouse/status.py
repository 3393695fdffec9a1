"""The published copy -> how each site does, and whether a person is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from duckdb import DuckDBPyConnection

from warehouse.db import statement


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """One site: counts of requests are those of the last 7 days; `reason` is the evidence of its alerts, else None."""

    site: str
    title: str
    enabled: bool
    last_run_at: datetime | None  # its last request, of whatever outcome
    last_new_at: datetime | None
    articles: int
    expected_gap: timedelta | None  # median time between articles; None under 5 articles
    silent: bool
    requests: int
    blocked: int
    robots: int
    errors: int
    needs_person: bool
    reason: str | None
    verify_tls: bool  # False: its file makes an exception, any certificate is believed


def status(con: DuckDBPyConnection, now: datetime) -> list[SiteStatus]:
    """Return the state of every site at `now`, those that need a person first."""
    return [SiteStatus(*row) for row in con.execute(statement("status"), {"now": now}).fetchall()]

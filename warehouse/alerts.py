"""The warehouse at the end of a run -> the alerts it raises and closes; and those that stand open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from duckdb import DuckDBPyConnection

from parsers.holidays import is_holiday
from warehouse.alerting import Alert, Changes, weighed
from warehouse.condition import AlertKind
from warehouse.crowd import gathered
from warehouse.db import statement, transaction
from warehouse.room import Room, disk
from warehouse.schedule import schedule_missed
from warehouse.shares import Series, share_conditions
from warehouse.silence import silence
from warehouse.tables import append, delete, names, values

TRAITS = ("traits_of_articles", "traits_of_pages", "traits_of_runs")
LOOK_BACK = 30  # days; no list is looked at for longer


def evaluate(con: DuckDBPyConnection, now: datetime, room: Room) -> Changes:
    """Raise and close alerts by what the warehouse holds at `now`, in one transaction; return what was done.

    Evaluating again at the same time changes nothing.
    """
    with transaction(con, "alerts"):
        alerts = open_alerts(con)
        hours = con.execute(statement("watched_hours"), {"now": now}).fetchall()
        sites = {site for site, *_ in hours}
        found = [silence(site, spoken or [], *times) for site, spoken, *times in hours]
        found += share_conditions(sites, _series(con, now))
        found += [disk(room), schedule_missed(_ingests(con, now), now)]
        changes = weighed(alerts, gathered(found, {(one.kind, one.site) for one in alerts}), sites, now)
        keep(con, (*changes.raised, *changes.closed, *changes.touched))
    return changes


def open_alerts(con: DuckDBPyConnection) -> list[Alert]:
    """The alerts that stand open, the oldest first."""
    return [_alert(row) for row in con.execute(statement("open_alerts")).fetchall()]


def standing_alerts(con: DuckDBPyConnection, now: datetime) -> list[Alert]:
    """The open alerts, and that the schedule was missed: nothing runs then that could have raised it."""
    alerts = open_alerts(con)
    overdue = schedule_missed(_ingests(con, now), now)
    return [*alerts, *weighed(alerts, [overdue], (), now).raised]


def _series(con: DuckDBPyConnection, now: datetime) -> list[Series]:
    rows = [row for name in TRAITS for row in con.execute(statement(name), {"now": now}).fetchall()]
    holidays = [day for n in range(-1, LOOK_BACK) if is_holiday(day := (now - timedelta(days=n)).date())]
    rows += con.execute(statement("traits_of_lists"), {"now": now, "holidays": holidays}).fetchall()
    return [Series(*row) for row in rows]


def _ingests(con: DuckDBPyConnection, now: datetime) -> list[datetime]:
    return [moment for (moment,) in con.execute(statement("completed_ingests"), {"now": now}).fetchall()]


def keep(con: DuckDBPyConnection, alerts: Sequence[Alert]) -> None:
    """Write these alerts in place of what was known of them."""
    delete(con, "alerts", "alert_id", [alert.alert_id for alert in alerts])
    append(con, "alerts", names(Alert), [values(alert) for alert in alerts])


def _alert(row: Sequence[object]) -> Alert:
    fields = dict(zip(names(Alert), row, strict=True))
    fields |= {"kind": AlertKind(str(fields["kind"])), "figures": json.loads(str(fields["figures"]))}
    return Alert(**fields)  # type: ignore[arg-type]  # the table's columns have the fields' types

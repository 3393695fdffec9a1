"""Are people told of alerts: by apprise, in the report, as Prefect events, and by automations that Prefect takes?"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import yaml
from typer.testing import CliRunner

from flows.__main__ import app
from flows.notify import check_notifier, notify
from flows.pipeline import Work, finish
from flows.report import Report
from flows.report_page import report_page
from flows.room import room_of
from flows.settings import Settings, SettingsError, from_environment
from tests.warehouse_samples import fresh
from warehouse.alerting import Alert, Changes
from warehouse.condition import AlertKind
from warehouse.room import Room
from warehouse.rows import RunRow

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
SECRET = "mailto://user:s3cret@bao.test"  # noqa: S105  # nobody's
RAISED = Alert(alert_id=UUID(int=1), kind=AlertKind.SITE_SILENT, site="nld", opened_at=NOW, evidence="nothing *new*",
               figures={"gaps": 60})  # fmt: skip
CLOSED = Alert(alert_id=UUID(int=2), kind=AlertKind.DISK, site=None, opened_at=NOW, closed_at=NOW, evidence="1 GB free")
CHANGES = Changes(raised=(RAISED,), closed=(CLOSED,))
LINES = (
    "site silent at nld since 2026-11-22 14:30: nothing *new*",
    "disk since 2026-11-22 14:30: 1 GB free",
)


class Apprise:
    """A stand-in for apprise.Apprise: keeps what it is told, and knows only mail."""

    told: list[tuple[str, str]]

    def add(self, address: str) -> bool:
        return address.startswith("mailto")

    def notify(self, title: str, body: str) -> bool:
        Apprise.told.append((title, body))
        return True


class Broken(Apprise):
    def notify(self, title: str, body: str) -> bool:
        logging.getLogger("apprise").error("cannot reach %s", SECRET)  # as apprise does
        raise ConnectionError(SECRET)


def with_apprise(monkeypatch: pytest.MonkeyPatch, kind: type[Apprise]) -> None:
    Apprise.told = []
    monkeypatch.setitem(sys.modules, "apprise", SimpleNamespace(Apprise=kind, __spec__=object()))  # type: ignore[arg-type]


def test_people_are_told_in_one_message(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    with_apprise(monkeypatch, Apprise)
    settings = from_environment({"HOPTAC_NOTIFY": f"{SECRET} unknown://key"})
    check_notifier(settings)
    with caplog.at_level(logging.INFO):
        notify(settings, CHANGES)
        notify(settings, Changes())
    assert Apprise.told == [("Hoptac: 1 raised, 1 closed", f"Raised: {LINES[0]}\nClosed: {LINES[1]}")]
    assert caplog.messages == ["notifier 1 (mailto) told", "notifier 2 (unknown) was not told"]


def test_a_failure_to_tell_is_logged_without_secrets_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with_apprise(monkeypatch, Broken)
    notify(Settings(notify=(SECRET,)), CHANGES)
    assert caplog.messages == ["notifier 1 (mailto) failed: ConnectionError"]
    assert "s3cret" not in caplog.text


def test_without_the_extra_the_run_does_not_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.notify.find_spec", lambda name: None)
    check_notifier(Settings())
    with pytest.raises(SettingsError, match=r"pip install 'hoptac\[notify\]'"):
        check_notifier(Settings(notify=(SECRET,)))
    assert "s3cret" not in repr(Settings(notify=(SECRET,)))


def test_a_run_raises_publishes_and_tells_and_the_status_shows_it_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_apprise(monkeypatch, Apprise)
    fresh(tmp_path / "hoptac.duckdb")
    settings = Settings(home=tmp_path, notify=("mailto://bao.test",))
    monkeypatch.setattr("flows.pipeline.room_of", lambda settings, now: Room(free=0, warehouse=10**6, per_day=1.0))
    run = RunRow(run_id=UUID(int=3), flow="import", started_at=NOW)
    done = asyncio.run(finish(Work(settings), run, [], {}))
    assert [alert.kind for alert in done.alerts.raised] == [AlertKind.DISK]
    assert [title for title, _ in Apprise.told] == ["Hoptac: 1 raised"]
    shown = CliRunner().invoke(app, ["status", "--home", str(tmp_path)])
    assert shown.exit_code == 1
    assert shown.stdout.startswith("ALERT disk since ")
    told = json.loads(CliRunner().invoke(app, ["status", "--home", str(tmp_path), "--json"]).stdout)
    assert [alert["evidence"] for alert in told["alerts"]] == [done.alerts.raised[0].evidence]


def test_the_room_is_measured(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert room_of(settings, NOW).per_day == 0
    settings.archive.mkdir()
    for name, days in (("new", 1), ("old", 20)):
        (settings.archive / name).write_bytes(b"x" * 7000)
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(settings.archive / name, (moment, moment))
    settings.writer_file.write_bytes(b"x" * 500)
    found = room_of(settings, NOW)
    assert (found.warehouse, found.per_day) == (500, 1000)
    assert found.free > 0


def report() -> Report:
    return Report(RunRow(run_id=UUID(int=3), flow="ingest", started_at=NOW), {}, alerts=CHANGES)


def test_the_report_has_them_for_people_and_programs() -> None:
    page = report_page("ingest", report(), [])
    assert "## Alerts\n\n- **Raised** site silent at nld since 2026-11-22 14:30: nothing \\*new\\*" in page
    assert "- **Closed** disk since 2026-11-22 14:30: 1 GB free" in page
    assert report().values()["alerts"] == {
        "raised": [
            {"alert_id": str(UUID(int=1)), "kind": "site_silent", "site": "nld", "opened_at": NOW.isoformat(),
             "closed_at": None, "evidence": "nothing *new*", "figures": {"gaps": 60}}
        ],
        "closed": [
            {"alert_id": str(UUID(int=2)), "kind": "disk", "site": None, "opened_at": NOW.isoformat(),
             "closed_at": NOW.isoformat(), "evidence": "1 GB free", "figures": {}}
        ],
    }  # fmt: skip


def test_each_is_one_prefect_event(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import prefect_run  # noqa: PLC0415  # Prefect takes seconds to import

    emitted: list[dict[str, Any]] = []
    monkeypatch.setattr(prefect_run, "emit_event", lambda **event: emitted.append(event))
    values = report().values()
    prefect_run.announce(values)
    assert [(one["event"], one["resource"]["prefect.resource.id"]) for one in emitted] == [
        ("hoptac.alert.raised", "hoptac.site.nld"),
        ("hoptac.alert.closed", "hoptac.home"),
    ]
    assert [one["payload"] for one in emitted] == [*values["alerts"]["raised"], *values["alerts"]["closed"]]


def test_prefect_takes_the_automations_and_they_see_our_events() -> None:
    from prefect.events.schemas.automations import AutomationCore  # noqa: PLC0415  # takes seconds to import

    path = Path(__file__).resolve().parents[1] / "flows" / "hosts" / "automations.yaml"
    automations = [AutomationCore.model_validate(one) for one in yaml.safe_load(path.read_text())["automations"]]
    triggers: list[Any] = [one.trigger for one in automations]
    assert [str(one.posture) for one in triggers] == ["Posture.Reactive", "Posture.Proactive", "Posture.Proactive"]
    assert triggers[0].expect == {"hoptac.alert.raised"}
    assert triggers[1].within.total_seconds() == 2 * 3600

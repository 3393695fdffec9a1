"""Alerts: does the warehouse raise what it should, say why, close it when it heals, and never twice?"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from tests.warehouse_samples import DAY, HOUR, NOON, article_row, batch, fetch_row, published, reject_row, site
from warehouse.alerting import Alert, Changes, weighed
from warehouse.alerts import evaluate, open_alerts, standing_alerts
from warehouse.condition import AlertKind, Condition, Finding
from warehouse.crowd import gathered
from warehouse.load import load, save_run, save_sites
from warehouse.rhythm import longest_gap, rhythm
from warehouse.room import Room, disk
from warehouse.rows import FetchRow, Kind, Outcome, RunRow
from warehouse.schedule import schedule_missed
from warehouse.shift import shift
from warehouse.status import status

ROOMY = Room(free=10**12, warehouse=10**8, per_day=10**7)
RSS = "https://bao-mot.example/rss"


@pytest.fixture
def con(con: DuckDBPyConnection) -> DuckDBPyConnection:
    save_sites(con, [site()])
    return con


def article(number: int, at: datetime, **fields: object) -> object:
    text = (f"Bài số {number} nói về chương trình đào tạo bác sĩ nội trú trong ba năm tới.",)
    fields = {"dek": "Tóm tắt", **published(at), **fields}
    return article_row(f"https://bao-mot.example/{number}.html", paragraphs=text, seen_at=at, **fields)


def poll(at: datetime, **fields: object) -> FetchRow:
    return replace(fetch_row(RSS, kind=Kind.FEED, at=at, **fields), run_id=key("run", at.isoformat()))


def kinds(changes: Changes) -> tuple[list[tuple[str, str | None]], list[tuple[str, str | None]]]:
    return [(one.kind, one.site) for one in changes.raised], [(one.kind, one.site) for one in changes.closed]


def test_a_daily_site_that_went_silent_is_told_once_and_until_it_speaks(con: DuckDBPyConnection) -> None:
    load(con, batch(*(article(n, NOON - n * DAY) for n in range(40)), fetches=(poll(NOON),)))  # type: ignore[arg-type]
    assert evaluate(con, NOON, ROOMY) == Changes()
    load(con, batch(fetches=(poll(NOON + 9 * DAY),)))
    assert kinds(evaluate(con, NOON + 9 * DAY, ROOMY)) == ([("site_silent", "bao-mot")], [])
    assert evaluate(con, NOON + 9 * DAY, ROOMY) == Changes(), "the second time nothing changes"
    [row] = status(con, NOON + 9 * DAY)
    assert (row.silent, row.needs_person) == (True, True)
    assert (row.reason or "").startswith(
        "site silent: nothing published since 2026-05-04 12:00; by its rhythm something"
    )
    assert con.execute("SELECT silent FROM sites").fetchall() == [(True,)]
    later = NOON + 10 * DAY
    load(con, batch(article(99, later), fetches=(poll(later),)))  # type: ignore[arg-type]
    assert kinds(evaluate(con, later, ROOMY)) == ([], [("site_silent", "bao-mot")])
    assert con.execute("SELECT silent FROM sites").fetchall() == [(False,)]
    assert con.execute("SELECT opened_at, closed_at FROM alerts").fetchall() == [(NOON + 9 * DAY, later)]


def test_what_nobody_listened_to_is_no_silence(con: DuckDBPyConnection) -> None:
    load(con, batch(*(article(n, NOON - n * DAY) for n in range(40)), fetches=(poll(NOON),)))  # type: ignore[arg-type]
    assert evaluate(con, NOON + 9 * DAY, ROOMY) == Changes()


def test_a_site_that_was_still_when_we_came_is_not_silent_at_once(con: DuckDBPyConnection) -> None:
    backlog = [article(n, NOON - n * DAY) for n in range(40)]
    came = NOON + 9 * DAY
    first = [replace(row, seen_at=came) for row in backlog]  # type: ignore[type-var]
    load(con, batch(*first, fetches=(poll(came),)))  # type: ignore[arg-type]
    assert evaluate(con, came, ROOMY) == Changes()
    load(con, batch(fetches=(poll(came + 9 * DAY),)))
    assert kinds(evaluate(con, came + 9 * DAY, ROOMY)) == ([("site_silent", "bao-mot")], [])


def test_a_reader_that_loses_the_dek_is_told_with_figures(con: DuckDBPyConnection) -> None:
    load(con, batch(*(article(n, NOON - n * HOUR, dek=None if n < 6 else "Tóm tắt") for n in range(60))))  # type: ignore[arg-type]
    [alert] = evaluate(con, NOON, ROOMY).raised
    assert (alert.kind, alert.site) == (AlertKind.READER_BROKE, "bao-mot")
    assert "articles have no dek" in alert.evidence
    assert set(alert.figures) == {"no_dek"}


def test_pages_that_are_all_rejected_are_told(con: DuckDBPyConnection) -> None:
    good = [article(n, NOON - (n + 10) * HOUR) for n in range(30)]
    bad = [reject_row(f"https://bao-mot.example/x{n}", at=NOON - n * HOUR) for n in range(6)]
    fetches = [fetch_row(f"https://bao-mot.example/p{n}", at=NOON - n * HOUR, page_id=row.page_id)
               for n, row in enumerate([*bad, *good])]  # type: ignore[attr-defined]  # fmt: skip
    load(con, batch(*good, *bad, fetches=tuple(fetches)))  # type: ignore[arg-type]
    [alert] = evaluate(con, NOON, ROOMY).raised
    assert (alert.kind, set(alert.figures)) == (AlertKind.READER_BROKE, {"rejected"})


@pytest.mark.parametrize(
    ("outcome", "kind"), [(Outcome.BLOCKED, AlertKind.BLOCKED), (Outcome.FAILED, AlertKind.COVERAGE_FELL)]
)
def test_a_site_that_refuses_or_does_not_answer_is_told_and_closed_after_a_calm_day(
    con: DuckDBPyConnection, outcome: Outcome, kind: AlertKind
) -> None:
    good = tuple(poll(NOON - n * HOUR) for n in range(5, 40))
    load(con, batch(fetches=(*good, *(poll(NOON - n * HOUR, outcome=outcome) for n in range(5)))))
    assert kinds(evaluate(con, NOON, ROOMY)) == ([(kind, "bao-mot")], [])
    load(con, batch(fetches=tuple(poll(NOON + n * HOUR) for n in range(1, 40))))
    for hours in (4, 12, 32, 36):
        assert evaluate(con, NOON + hours * HOUR, ROOMY).raised == ()
        assert bool(open_alerts(con)) == (hours < 36), hours
    assert con.execute("SELECT count(*) FROM alerts").fetchall() == [(1,)]


def test_a_list_that_names_nothing_any_more_is_told_and_a_holiday_is_no_reason(con: DuckDBPyConnection) -> None:
    def listed(day: int) -> int:
        return 0 if day < 5 else 30

    july = NOON + 70 * DAY
    load(con, batch(fetches=tuple(poll(july - n * DAY, listed=listed(n)) for n in range(25))))
    [alert] = evaluate(con, july, ROOMY).raised
    assert (alert.kind, set(alert.figures)) == (AlertKind.COVERAGE_FELL, {"thin"})
    con.execute("DELETE FROM alerts")
    con.execute("DELETE FROM fetches")
    tet = datetime.fromisoformat("2026-02-22T05:00:00+00:00")
    load(con, batch(fetches=tuple(poll(tet - n * DAY, listed=listed(n)) for n in range(25))))
    assert evaluate(con, tet, ROOMY) == Changes()


def test_when_no_site_answers_it_is_none_of_them(con: DuckDBPyConnection) -> None:
    names = [f"bao-{n}" for n in range(5)]
    save_sites(con, [site(name) for name in names])

    def polls(asked: list[str], at: datetime, outcome: Outcome) -> list[FetchRow]:
        lists = [fetch_row(f"https://{name}.example/rss", site=name, kind=Kind.FEED, at=at, outcome=outcome)
                 for name in asked]  # fmt: skip
        return [replace(one, run_id=key("run", at.isoformat())) for one in lists]

    rows = [row for n in range(30) for row in polls(names, NOON - (n + 6) * HOUR, Outcome.FETCHED)]
    rows += [row for n in range(6) for row in polls(names, NOON - n * HOUR, Outcome.FAILED)]
    load(con, batch(fetches=tuple(rows)))
    assert evaluate(con, NOON, ROOMY) == Changes()
    rows = [row for n in range(6) for row in polls(names[:2], NOON + n * HOUR, Outcome.FAILED)]
    rows += [row for n in range(6) for row in polls(names[2:], NOON + n * HOUR, Outcome.FETCHED)]
    load(con, batch(fetches=tuple(rows)))
    raised, _ = kinds(evaluate(con, NOON + 6 * HOUR, ROOMY))
    assert raised == [("coverage_fell", "bao-0"), ("coverage_fell", "bao-1")]


def test_an_alert_of_a_site_that_is_watched_no_more_closes(con: DuckDBPyConnection) -> None:
    load(con, batch(fetches=tuple(poll(NOON - n * HOUR, outcome=Outcome.BLOCKED) for n in range(5))))
    assert evaluate(con, NOON, ROOMY).raised
    save_sites(con, [site(enabled=False)])
    assert kinds(evaluate(con, NOON + HOUR, ROOMY)) == ([], [("blocked", "bao-mot")])


def ingests(con: DuckDBPyConnection, begun: list[datetime], **parameters: object) -> None:
    for at in begun:
        row = RunRow(run_id=key("run", at.isoformat()), flow="ingest", started_at=at, finished_at=at + HOUR / 12,
                     state="completed", parameters=parameters)  # fmt: skip
        save_run(con, row)


def test_a_missed_schedule_is_told_by_the_status_when_nothing_runs(con: DuckDBPyConnection) -> None:
    ingests(con, [NOON - n * HOUR / 2 for n in range(50)], sites=[], kinds=[], lists=True)
    ingests(con, [NOON + HOUR], sites=[], kinds=[], lists=False)  # a revisit asks no lists
    assert standing_alerts(con, NOON + HOUR) == []
    [alert] = standing_alerts(con, NOON + 2 * HOUR)
    assert alert.kind is AlertKind.SCHEDULE_MISSED
    assert alert.evidence == (
        "no ingest completed since that of 2026-05-04 12:00; there was one every 30 minutes, "
        "and the schedule allows 90 minutes without"
    )
    assert kinds(evaluate(con, NOON + 2 * HOUR, ROOMY)) == ([("schedule_missed", None)], [])
    ingests(con, [NOON + 3 * HOUR], sites=[], kinds=[], lists=True)
    assert kinds(evaluate(con, NOON + 3 * HOUR, ROOMY)) == ([], [("schedule_missed", None)])


def test_runs_by_hand_are_no_schedule_and_a_night_belongs_to_one() -> None:
    rng = random.Random(1)  # noqa: S311  # no secret
    by_hand = sorted(NOON - rng.uniform(0, 14) * DAY for _ in range(40))
    assert schedule_missed(by_hand, NOON + 30 * DAY).finding is Finding.FINE
    by_day = [NOON - 7 * HOUR - day * DAY + n * HOUR / 2 for day in range(10, -1, -1) for n in range(34)]
    assert schedule_missed(by_day, by_day[-1] + 8 * HOUR).finding is Finding.FINE
    assert schedule_missed(by_day, by_day[-1] + 16 * HOUR).finding is Finding.BAD


@pytest.mark.parametrize(
    ("free", "finding"),
    [(10**8, Finding.BAD), (250 * 10**6, Finding.BAD), (10**9, Finding.FINE), (282 * 10**6, Finding.UNCLEAR)],
)
def test_a_disk_is_full_soon_when_publishing_or_a_week_of_runs_does_not_fit(free: int, finding: Finding) -> None:
    assert disk(Room(free, warehouse=10**8, per_day=10**7)).finding is finding


def test_many_sites_at_once_are_one_alert() -> None:
    bad = [Condition(AlertKind.COVERAGE_FELL, f"bao-{n}", Finding.BAD, "no answer") for n in range(5)]
    fine = [Condition(AlertKind.COVERAGE_FELL, "bao-5", Finding.FINE)]
    [alert] = weighed([], gathered([*bad, *fine], set()), {"bao-0"}, NOON).raised
    assert (alert.site, alert.figures) == (None, {"sites": [f"bao-{n}" for n in range(5)]})
    assert alert.evidence.startswith("5 of 6 sites at once (bao-0, bao-1")
    three = weighed([], gathered(bad[:3] + fine, set()), {"bao-0"}, NOON).raised
    assert [one.site for one in three] == ["bao-0", "bao-1", "bao-2"]


def test_a_swinging_share_does_not_flap() -> None:
    alerts: list[Alert] = []
    raised = 0
    for hour in range(0, 24 * 10, 3):
        finding = Finding.BAD if hour // 6 % 2 == 0 else Finding.FINE
        changes = weighed(alerts, [Condition(AlertKind.BLOCKED, "bao", finding)], {"bao"}, NOON + hour * HOUR)
        raised += len(changes.raised)
        alerts = [*changes.raised, *changes.touched] or alerts
    assert raised == 1


def test_little_history_makes_a_wide_bound() -> None:
    assert rhythm([0, 24, 48, 72], 0) is None
    once = [1.0, 1.0, 1.0, 1.0, 21.0]
    assert longest_gap(once, days=29) > 30, "a gap that was seen among few is believed"
    few, many = [1.0, 0.9, 1.1, 1.0, 1.2], [1.0, 0.9, 1.1, 1.0, 1.2] * 40
    assert longest_gap(few, days=35) > longest_gap(many, days=1400) * 1.2
    chance = random.Random(2)  # noqa: S311  # no secret
    irregular = [chance.expovariate(1.0) for _ in range(200)]
    assert longest_gap(irregular, days=200) > 2 * longest_gap(many, days=1400)


def test_a_weekend_and_a_night_are_no_time_for_a_ministry() -> None:
    monday = (date(2026, 3, 2) - date(1970, 1, 1)).days * 24
    worked = [monday + (7 * week + day) * 24 + hour for week in range(12) for day in range(5) for hour in (2, 4, 6, 8)]
    found = rhythm(worked, 0)
    assert found is not None
    assert found.silent_at is not None
    assert found.last.weekday() == 4
    assert found.silent_at - found.last > timedelta(days=2.5), "not before Monday"
    assert found.silent_at - found.last < timedelta(days=5)


@pytest.mark.parametrize(
    ("latest", "before", "finding"),
    [
        ([True] * 4, (0, 100), Finding.BAD),
        ([True] * 3, (0, 100), Finding.UNCLEAR),
        ([True] * 20, (95, 100), Finding.FINE),  # it was always so
        ([True, False] * 10, (50, 100), Finding.FINE),
        ([False] * 4 + [True] * 16, (0, 100), Finding.UNCLEAR),  # it heals
        ([False] * 8 + [True] * 12, (0, 100), Finding.FINE),
        ([], (0, 0), Finding.UNCLEAR),
    ],
)
def test_a_share_is_judged_against_its_history(latest: list[bool], before: tuple[int, int], finding: Finding) -> None:
    assert shift(latest, *before).finding is finding

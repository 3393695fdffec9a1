"""Do readers get true answers: coverage that adds up, the state of sites, and one clear line for wrong SQL?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from parsers.model import Precision
from tests.warehouse_samples import (
    DAY,
    HOUR,
    NOON,
    article_row,
    batch,
    fetch_row,
    fresh,
    published,
    reject_row,
    run,
    site,
)
from warehouse.alerts import evaluate
from warehouse.changes import changes
from warehouse.db import WarehouseError, reader, writer
from warehouse.load import load, save_sites
from warehouse.publish import publish
from warehouse.read import ask
from warehouse.room import Room
from warehouse.rows import FetchRow, Kind, Outcome
from warehouse.status import SiteStatus, status


def coverage(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
    return list(ask(con, "SELECT * FROM coverage ORDER BY day, site").rows)


def busy_day() -> tuple[FetchRow, ...]:
    url = "https://bao-mot.example/"
    good, bad = article_row(), reject_row()
    return (
        fetch_row(url + "rss", kind=Kind.FEED, listed=30, fresh=4),
        fetch_row(url + "sitemap.xml", kind=Kind.SITEMAP, outcome=Outcome.NOT_MODIFIED),
        fetch_row(url + "tin", kind=Kind.LISTING, outcome=Outcome.BLOCKED, status=403),
        fetch_row(url + "muc", kind=Kind.LISTING, outcome=Outcome.SKIPPED),
        fetch_row(good.article.url, page_id=good.page_id),
        fetch_row(bad.url, page_id=bad.page_id),
        fetch_row(url + "mat", outcome=Outcome.GONE, status=404),
        fetch_row(url + "kin", outcome=Outcome.ROBOTS),
        fetch_row(url + "unread", page_id=article_row(page="unread").page_id),
    )


def test_coverage_counts_a_day_and_adds_up(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(), reject_row(), fetches=busy_day()))
    lists = {"polled": 3, "reachable": 2, "listed": 30, "new": 4}
    pages = {"fetched": 3, "kept": 1, "rejected": 1, "blocked": 2, "unread": 1}
    table = ask(con, "SELECT * FROM coverage")
    assert [dict(zip(table.columns, row, strict=True)) for row in table.rows] == [
        {"site": "bao-mot", "day": date(2026, 5, 4), **lists, **pages}
    ]


def test_a_page_counts_by_its_last_reading(con: DuckDBPyConnection) -> None:
    page = reject_row().page_id
    load(con, batch(reject_row(), fetches=(fetch_row("https://bao-mot.example/chuyen-muc", page_id=page),)))
    assert coverage(con)[0][6:9] == (1, 0, 1)
    again = article_row(page="https://bao-mot.example/chuyen-muc")
    load(con, batch(again, run_row=run(2, started_at=NOON + DAY)))
    assert coverage(con)[0][6:9] == (1, 1, 0)


def test_a_day_is_a_day_in_vietnam(con: DuckDBPyConnection) -> None:
    late = fetch_row("https://bao-mot.example/rss", kind=Kind.FEED, at=NOON + 13 * HOUR)  # 01:00 on the next day there
    load(con, batch(fetches=(late,)))
    assert coverage(con)[0][:3] == ("bao-mot", date(2026, 5, 5), 1)


def weekly(newest_days_ago: int) -> list[object]:
    """Five articles, one a week, of which all but the newest were there at the first visit."""
    return [
        article_row(
            f"https://bao-mot.example/{n}.html", paragraphs=(f"Bài số {n}.",), seen_at=NOON - newest_days_ago * DAY,
            **published(NOON - (newest_days_ago + 7 * n) * DAY, Precision.DAY),
        )
        for n in range(5)
    ]  # fmt: skip


RUNS = "runs were refused by most of what they asked for (robots.txt, 401, 403, 429, 451), 5% is usual: its lists"
POLLS = "polls of a list got no answer, 5% is usual: https://bao-ba.example/rss"
ROOMY = Room(free=10**12, warehouse=10**8, per_day=10**7)


def site_status(con: DuckDBPyConnection, name: str = "bao-mot") -> SiteStatus:
    return next(row for row in status(con, NOON) if row.site == name)


@pytest.mark.parametrize(("days", "silent"), [(13, False), (40, True)])
def test_silence_is_measured_against_the_sites_own_rhythm(con: DuckDBPyConnection, days: int, silent: bool) -> None:
    save_sites(con, [site()])
    load(con, batch(*weekly(days), fetches=(fetch_row("https://bao-mot.example/rss", kind=Kind.FEED),)))  # type: ignore[arg-type]
    evaluate(con, NOON, ROOMY)
    found = site_status(con)
    assert (found.articles, found.expected_gap, found.silent) == (5, timedelta(days=7), silent)
    assert found.last_new_at == NOON - days * DAY
    assert (found.needs_person, "nothing published since 2026-03-25" in (found.reason or "")) == (silent, silent)


def test_a_daily_site_may_have_a_weekend(con: DuckDBPyConnection) -> None:
    save_sites(con, [site()])
    rows = [
        article_row(f"https://bao-mot.example/{n}.html", paragraphs=(f"Bài {n}.",), seen_at=NOON - 47 * HOUR - n * HOUR)
        for n in range(6)
    ]
    load(con, batch(*rows))
    evaluate(con, NOON, ROOMY)
    assert site_status(con).expected_gap == HOUR
    assert site_status(con).silent is False


def test_a_site_that_refuses_needs_a_person_and_a_disabled_one_does_not(con: DuckDBPyConnection) -> None:
    save_sites(con, [site(), site("bao-hai", "Báo Hai", enabled=False), site("bao-ba", "Báo Ba")])
    rows = tuple(
        replace(
            fetch_row(f"https://{name}.example/rss", site=name, kind=Kind.FEED, outcome=outcome, at=NOON - n * HOUR),
            run_id=run(n).run_id,
        )
        for name, outcome in [("bao-mot", Outcome.BLOCKED), ("bao-hai", Outcome.BLOCKED), ("bao-ba", Outcome.FAILED)]
        for n in range(5)
    )
    old = fetch_row("https://bao-mot.example/old", outcome=Outcome.FAILED, at=NOON - 8 * DAY)
    load(con, batch(fetches=(*rows, old)))
    evaluate(con, NOON, ROOMY)
    assert [row.site for row in status(con, NOON)] == ["bao-ba", "bao-mot", "bao-hai"]
    mot, ba = site_status(con), site_status(con, "bao-ba")
    assert (mot.blocked, mot.errors, mot.reason) == (5, 0, f"blocked: 5 of the last 5 {RUNS}")
    assert (ba.errors, ba.reason) == (5, f"coverage fell: 5 of the last 5 {POLLS}")
    assert site_status(con, "bao-hai").needs_person is False


def test_an_exception_to_tls_is_seen(con: DuckDBPyConnection) -> None:
    save_sites(con, [site(), site("bao-hai", verify_tls=False)])
    assert [site_status(con, name).verify_tls for name in ("bao-mot", "bao-hai")] == [True, False]


def test_one_dead_link_among_many_needs_nobody(con: DuckDBPyConnection) -> None:
    save_sites(con, [site(), site("moi", "Chưa chạy")])
    good = [fetch_row(f"https://bao-mot.example/{n}") for n in range(5)]
    load(con, batch(fetches=(*good, fetch_row("https://bao-mot.example/x", outcome=Outcome.HTTP_ERROR, status=500))))
    assert site_status(con).needs_person is False
    assert site_status(con).last_run_at == NOON
    assert site_status(con, "moi").last_run_at is None
    assert site_status(con, "moi").needs_person is False


def test_a_site_without_a_file_is_listed_too(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row()))
    found = site_status(con)
    assert (found.title, found.enabled, found.articles, found.last_run_at) == ("bao-mot", False, 1, None)


def test_an_answer_has_columns_and_rows(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row()))
    table = ask(con, "SELECT site, authors, published_at FROM articles")
    assert table.columns == ("site", "authors", "published_at")
    assert list(table.rows) == [("bao-mot", ["Minh Hà"], None)]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT titel FROM articles", r"^SQL line 1, column 8: .*titel.*did you mean .*title"),
        ("SELECT 1\nFROM artikles", r"^SQL line 2, column 6: Table with name artikles does not exist"),
        ("SELEC 1", r"^SQL line 1, column 1: syntax error"),
        ("SELECT " + "title, " * 60 + "nothere FROM articles", r"^SQL line 1, column 428: .*nothere"),
        ("", "nothing to ask"),
        ("-- only a remark", "nothing to ask"),
        ("SELECT 'a'::INTEGER", r"^SQL line 1, column 1\d: Could not convert"),
    ],
)
def test_wrong_sql_is_one_line_with_its_place(con: DuckDBPyConnection, sql: str, message: str) -> None:
    with pytest.raises(WarehouseError, match=message) as caught:
        ask(con, sql)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("sql", ["DELETE FROM runs", "CREATE TABLE t (a INTEGER)", "DROP TABLE runs"])
def test_the_published_copy_cannot_be_changed(tmp_path: Path, sql: str) -> None:
    with writer(fresh(tmp_path / "w.duckdb")) as con:
        publish(con, tmp_path / "w.duckdb", tmp_path / "r.duckdb")
    with reader(tmp_path / "r.duckdb") as con, pytest.raises(WarehouseError, match="read-only"):
        ask(con, sql)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Có 1.200 ca mắc.", "Có 1.300 ca mắc.", "figure"),
        ("Có 12 ca mắc.", "Có 12 ca mắc, 3 ca nặng.", "text"),
        ("Ngày 5/9 họp.", "Ngày 6/9 họp bàn.", "date"),
        ("Dự án kéo dài đến năm 2027.", "Dự án kéo dài đến năm 2028.", "date"),
        ("Lễ ký lúc 9h30 tại Huế.", "Lễ ký lúc 10h00 tại Huế.", "date"),
        ("Có 1.200 ca từ ngày 5/9.", "Có 1.300 ca từ ngày 6/9.", "figure"),
        ("Ông Nguyễn Văn An cho biết.", "Ông Nguyễn Văn Bình cho biết.", "name"),
        ("Ông nói: “Chúng tôi sẽ ký”.", "Ông nói: “Chúng tôi đã ký”.", "quote"),
        ("Đoàn thăm bệnh viện.", "Đoàn đến thăm viện.", "text"),
        ("Có 12 ca.", "Có 15 ca. Đính chính: bản trước ghi nhầm số ca.", "correction"),
        ("It said 12 cases.", "It said 15 cases. An earlier version of this article gave 12.", "correction"),
        ("Họp bàn.", "Họp  bàn !", "cosmetic"),
        ("Họp bàn. Xong.", "Họp bàn.\n\nXong.", "cosmetic"),
        ("Khám ở Hoà Bình.", "Khám ở Hòa Bình.", "cosmetic"),
    ],
)
def test_a_change_has_its_weightiest_name(old: str, new: str, kind: str) -> None:
    assert changes(("Tít", old), ("Tít", new)).kind == kind


def test_each_changed_place_is_a_line_and_its_figures_are_told() -> None:
    old = "Sáng 5/9, bệnh viện tiếp nhận 120 máy thở do Nhật Bản tặng. Tổng số là 1.200 máy."
    new = "Sáng 6/9, bệnh viện tiếp nhận 150 máy thở do Nhật Bản tặng. Tổng số là 1.230 máy, đã dùng hết."
    found = changes(("Tít", old), ("Tít mới", new))
    assert found.diff.splitlines() == [
        "… Tít {+mới+}",
        "… Sáng [-5/9,-] {+6/9,+} bệnh viện tiếp nhận …",
        "… bệnh viện tiếp nhận [-120-] {+150+} máy thở do Nhật …",
        "… tặng. Tổng số là [-1.200 máy.-] {+1.230 máy, đã dùng hết.+}",
    ]
    assert found.figures_before == ("120", "1.200")
    assert found.figures_after == ("150", "1.230")


def test_a_long_text_is_compared_in_no_time() -> None:
    old = "\n\n".join(f"Đoạn {n} nói về chương trình đào tạo bác sĩ nội trú của hai nước." for n in range(3000))
    new = old.replace("Đoạn 1500 nói", "Đoạn 1500 viết")
    found = changes(("Tít", old), ("Tít", new))
    assert (found.kind, found.diff) == ("text", "… hai nước. Đoạn 1500 [-nói-] {+viết+} về chương trình đào …")

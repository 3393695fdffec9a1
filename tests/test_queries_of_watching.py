"""Are the answers right about who carries whom, what changed, how soon we see it, and what we could not see?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from tests.warehouse_samples import (
    DAY,
    HOUR,
    NOON,
    TEXT,
    article_row,
    batch,
    empty,
    fetch_row,
    published,
    reject_row,
    run,
    site,
)
from warehouse.load import load, save_sites
from warehouse.read import ask
from warehouse.rows import Kind, Outcome

FOLDER = Path(__file__).resolve().parents[1] / "warehouse" / "queries"
FIRST = "https://bao-mot.example/bai-1.html"
COPY = "https://bao-hai.example/tin-7.html"
GONE = "https://bao-ba.example/tin-3.html"
TITLE = "Hai bên lập nhóm công tác gồm 15 người"
OTHER = "Khai trương khu điều trị mới"
OTHER_TEXT = ("Bệnh viện tỉnh khai trương khu điều trị mới với 80 giường sau hai năm xây dựng và chuẩn bị nhân lực.",)
MONDAY = date(2026, 5, 4)


@pytest.fixture(scope="module")
def con() -> Iterator[DuckDBPyConnection]:
    with empty() as connection:
        sites = [site(), site("bao-hai", "Báo Hai"), site("bao-ba", "Báo Ba"), site("bao-bon", "Báo Bốn")]
        save_sites(connection, sites)
        for rows in (monday(), tuesday(), thursday()):
            load(connection, rows)
        connection.execute(
            "INSERT INTO expired_pages SELECT md5(i::VARCHAR)::UUID, 'u', 'u', $1, $1, 200, 'text/html', 1000, '', "
            "'f', 0, $2, md5('r')::UUID, 'superseded' FROM range(3) AS t(i)",
            [NOON - 400 * DAY, NOON],
        )
        yield connection


def monday() -> Any:
    """The first day: lists are asked at eight in the morning, and one of three does not answer."""
    rows = [
        article_row(FIRST, seen_at=NOON, **published(NOON - 2 * HOUR)),
        article_row(COPY, source_name="Báo Một", seen_at=NOON, **published(NOON - HOUR / 2)),
        article_row(GONE, title=OTHER, paragraphs=OTHER_TEXT, seen_at=NOON, **published(NOON - 9 * DAY)),
        reject_row("https://bao-ba.example/trang-chu", reason="home"),
    ]
    morning = NOON - 4 * HOUR
    fetches = (
        fetch_row("https://bao-mot.example/rss", kind=Kind.FEED, listed=3, fresh=1, at=morning),
        fetch_row("https://bao-hai.example/rss", site="bao-hai", kind=Kind.FEED, listed=2, fresh=2, at=morning),
        fetch_row("https://bao-ba.example/rss", site="bao-ba", kind=Kind.FEED, at=morning, outcome=Outcome.FAILED),
        fetch_row(FIRST, page_id=rows[0].page_id, outcome=Outcome.FETCHED),
        fetch_row(COPY, site="bao-hai", page_id=rows[1].page_id),
        fetch_row(GONE, site="bao-ba", page_id=rows[2].page_id),
        fetch_row("https://bao-ba.example/trang-chu", site="bao-ba", page_id=rows[3].page_id),
        fetch_row("https://bao-hai.example/kin", site="bao-hai", outcome=Outcome.ROBOTS),
    )
    return batch(*rows, run_row=run(parameters={"rules": "rules-a"}), fetches=fetches)


def tuesday() -> Any:
    """A figure was corrected; another paper took its article down."""
    changed = (TEXT[0], TEXT[1].replace("12", "15"))
    row = article_row(FIRST, title=TITLE, paragraphs=changed, seen_at=NOON + DAY, **published(NOON - 2 * HOUR))
    fetches = (fetch_row(GONE, site="bao-ba", at=NOON + DAY, outcome=Outcome.GONE, status=404),)
    return batch(row, run_row=run(2, started_at=NOON + DAY, parameters={"rules": "rules-b"}), fetches=fetches)


def thursday() -> Any:
    """Nobody had asked on Tuesday and Wednesday but for articles; now one list answers, and only one is asked."""
    at = NOON + 3 * DAY
    fetches = (
        fetch_row("https://bao-mot.example/rss", kind=Kind.FEED, listed=3, fresh=0, at=at),
        fetch_row("https://bao-hai.example/rss", site="bao-hai", kind=Kind.FEED, at=at, outcome=Outcome.BLOCKED),
    )
    return batch(run_row=run(3, started_at=at, parameters={"rules": "rules-b"}), fetches=fetches)


ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "reprint_league": [
        ("bao-mot", 1, 1, 1, 0, 0, None),
        ("bao-ba", 1, 0, 0, 0, 0, None),
        ("bao-hai", 1, 0, 0, 1, 1, 1.5),
    ],
    "how_soon_we_see_it": [
        ("bao-hai", 1, 0.5, 0.5, 0, 0),
        ("bao-mot", 1, 2.0, 2.0, 0, 0),
        ("bao-ba", 0, None, None, 1, 0),
    ],
    "coverage_of_the_last_week": [
        ("bao-ba", 2, 1, 0, 0, 1, 1, 0),
        ("bao-hai", 2, 2, 1, 2, 1, 0, 2),
        ("bao-mot", 2, 2, 2, 6, 1, 0, 0),
    ],
    "why_a_site_is_silent": [
        ("bao-bon", None, None, None, None, "its lists were never asked"),
        ("bao-ba", NOON - 4 * HOUR, None, None, NOON, "its lists never answered: failed"),
        ("bao-hai", NOON + 3 * DAY, NOON - 4 * HOUR, NOON - 4 * HOUR, NOON, "its lists no longer answer: blocked"),
    ],
    "days_nobody_watched": [
        ("bao-ba", 3, MONDAY + timedelta(1), MONDAY + timedelta(3)),
        ("bao-hai", 2, MONDAY + timedelta(1), MONDAY + timedelta(2)),
        ("bao-mot", 2, MONDAY + timedelta(1), MONDAY + timedelta(2)),
    ],
    "articles_taken_down": [(NOON + DAY, "gone", "bao-ba", OTHER, GONE, None)],
    "what_papers_change": [("bao-mot", 1, 1, {"figure": 1})],
    "read_by_which_rules": [("rules-b", NOON + DAY, 1, 1, True), ("rules-a", NOON, 4, 3, False)],
    "what_left_the_archive": [(MONDAY, "superseded", 3, 3000, NOON - 400 * DAY)],
}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_the_answer_is_right(con: DuckDBPyConnection, name: str) -> None:
    assert list(ask(con, (FOLDER / f"{name}.sql").read_text(encoding="utf-8")).rows) == ANSWERS[name]


def test_what_changed_this_week_is_what_came_was_revised_and_went(con: DuckDBPyConnection) -> None:
    rows = ask(con, (FOLDER / "what_changed_this_week.sql").read_text(encoding="utf-8")).rows
    shown = [(at, kind, place, title) for at, kind, place, title, _ in rows]
    assert shown == [
        (NOON + DAY, "gone", "bao-ba", OTHER),
        (NOON + DAY, "revised", "bao-mot", TITLE),
        (NOON, "new", "bao-ba", OTHER),
        (NOON, "new", "bao-hai", article_row().article.title),
        (NOON, "new", "bao-mot", TITLE),
    ]
    assert [row[4] for row in rows if row[1] == "gone"] == ["HTTP 404"]
    assert next(row[4] for row in rows if row[1] == "revised").startswith("figure: ")


def test_what_happened_before_the_week_is_left_out(con: DuckDBPyConnection) -> None:
    con.execute("BEGIN")
    con.execute("UPDATE runs SET started_at = started_at + INTERVAL 6 DAYS WHERE run_id = ?", [run(3).run_id])
    rows = ask(con, (FOLDER / "what_changed_this_week.sql").read_text(encoding="utf-8")).rows
    con.execute("ROLLBACK")
    assert [row[1] for row in rows] == []


def test_a_silent_site_whose_list_answers_is_told_from_one_that_we_fail_to_read(con: DuckDBPyConnection) -> None:
    """That it is silent is what its open alert says, where its rhythm is known."""
    con.execute("BEGIN")
    for n in range(1, 6):
        con.execute(
            "INSERT INTO internal.article SELECT * REPLACE (? AS article_id, ? AS first_seen_at) "
            "FROM internal.article WHERE site = 'bao-mot' LIMIT 1",
            [key("article", f"https://bao-mot.example/cu-{n}.html"), NOON - n * DAY],
        )
    con.execute(
        "INSERT INTO alerts BY NAME SELECT ? AS alert_id, 'site_silent' AS kind, 'bao-mot' AS site, ? AS opened_at, "
        "'nothing' AS evidence, '{}' AS figures",
        [key("alert"), NOON],
    )
    why = "SELECT why FROM silence WHERE site = 'bao-mot'"
    assert ask(con, why).rows == [("its lists answer and name nothing new",)]
    con.execute("UPDATE fetches SET fresh = 2 WHERE run_id = ? AND kind = 'feed'", [run(1).run_id])
    con.execute('UPDATE fetches SET "at" = "at" + INTERVAL 1 DAY WHERE kind = \'feed\'')
    assert ask(con, why).rows == [("its lists name new addresses, and none became an article",)]
    con.execute("ROLLBACK")

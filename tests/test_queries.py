"""Do the sample questions run, and are their answers right on a small warehouse whose contents are known?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from parsers.model import Precision
from parsers.topics import score
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
from warehouse.alerting import weighed
from warehouse.alerts import keep
from warehouse.compare import RULE_VERSION
from warehouse.condition import AlertKind, Condition, Finding
from warehouse.load import load, save_sites
from warehouse.read import ask
from warehouse.rows import Kind, Outcome

FOLDER = Path(__file__).resolve().parents[1] / "warehouse" / "queries"
FIRST = "https://bao-mot.example/bai-1.html"
COPY = "https://bao-hai.example/tin-7.html"
OTHER = "https://bao-ba.example/tin-3.html"
OTHER_TEXT = ("Bệnh viện tỉnh khai trương khu điều trị mới với 80 giường sau hai năm xây dựng và chuẩn bị nhân lực.",)


@pytest.fixture(scope="module")
def con() -> Iterator[DuckDBPyConnection]:
    with empty() as connection:
        save_sites(connection, [site(), site("bao-hai", "Báo Hai"), site("bao-ba", "Báo Ba")])
        load(connection, first_day())
        load(connection, second_day())
        silent = Condition(AlertKind.SITE_SILENT, "bao-ba", Finding.BAD, "nothing published since 2026-03-26 12:00")
        keep(connection, weighed([], [silent], {"bao-ba"}, NOON).raised)
        yield connection


def first_day() -> Any:
    rows = [
        article_row(FIRST, authors=("Minh Hà", "Đức An"), **published(NOON - 2 * HOUR)),
        article_row(COPY, source_name="Báo Một", authors=(), **published(NOON - HOUR)),
        article_row(
            OTHER, title="Khai trương khu điều trị mới", paragraphs=OTHER_TEXT, topic="review", relevance=0.5,
            **published(NOON - 40 * DAY, Precision.DAY, "visible"),
        ),
        *(
            article_row(f"https://bao-ba.example/cu-{n}.html", title=f"Tin cũ số {n}", paragraphs=(f"Nội dung {n}.",),
                        topic="off_topic", relevance=0.0, seen_at=NOON - (60 + n) * DAY)
            for n in range(5)
        ),
        reject_row("https://bao-ba.example/trang-chu", reason="home"),
    ]  # fmt: skip
    fetches = (
        fetch_row("https://bao-mot.example/rss", kind=Kind.FEED, listed=3, fresh=1),
        fetch_row("https://bao-ba.example/rss", site="bao-ba", kind=Kind.FEED, outcome=Outcome.FAILED),
        fetch_row(FIRST, page_id=rows[0].page_id),
        fetch_row("https://bao-ba.example/trang-chu", site="bao-ba", page_id=rows[-1].page_id),
        fetch_row("https://bao-hai.example/kin", site="bao-hai", outcome=Outcome.ROBOTS),
    )
    return batch(*rows, fetches=fetches)


def second_day() -> Any:
    changed = (TEXT[0], TEXT[1].replace("12", "15"))
    row = article_row(FIRST, title="Hai bên lập nhóm công tác", paragraphs=changed, authors=("Minh Hà", "Đức An"),
                      seen_at=NOON + DAY, **published(NOON - 2 * HOUR))  # fmt: skip
    row = replace(row, reasons=score(replace(row.article, paragraphs=changed[:1])))
    return batch(row, run_row=run(2, started_at=NOON + DAY))


HEADLINE = article_row().article.title
AT = NOON - 2 * HOUR
WORDS = ["bộ y tế", "đoàn", "chuyên gia", "nước ngoài", "trao đổi", "chương trình", "đào tạo", "bác sĩ"]
SNIPPET = (
    "… trú trong ba năm tới. Hai bên thống nhất lập **nhóm công tác** gồm {} người để chuẩn bị "
    "văn bản hợp **tác** trước cuối tháng 9."
)
ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "newest_relevant_stories": [(AT, "bao-mot", "Hai bên lập nhóm công tác", 2)],
    "most_reprinted_stories": [
        ("Hai bên lập nhóm công tác", "bao-mot", 2, 2, 0.85, "Báo Hai names Báo Một as the source")
    ],
    "who_reprints_whom": [("bao-hai", "bao-mot", 1, 1)],
    "why_are_these_one_story": [
        (
            "same_article",
            "bao-hai",
            "bao-mot",
            "Hai bên lập nhóm công tác",
            1.0,
            1.0,
            1.0,
            None,
            None,
            "identical text; names the original",
            RULE_VERSION,
        )
    ],
    "why_is_this_article_here": [
        (AT, "Hai bên lập nhóm công tác", "body", TEXT[0], WORDS, 1.0, 0.9654, 0.8, 0.9, None)
    ],
    "headlines_rewritten": [("bao-mot", HEADLINE, "Hai bên lập nhóm công tác", NOON + DAY)],
    "days_between_publication_and_sight": [("bao-hai", 1, 1.0), ("bao-mot", 1, 2.0)],
    "articles_per_month": [("2026-03", 1, 1, 1), ("2026-05", 2, 1, 2)],
    "where_dates_come_from": [("no date", "", 5), ("json-ld", "minute", 2), ("visible", "day", 1)],
    "what_may_be_missing": [
        ("bao-ba", (NOON + 7 * HOUR).date(), 1, 0, 1, 0),
        ("bao-hai", (NOON + 7 * HOUR).date(), 0, 1, 0, 0),
    ],
    "why_pages_were_rejected": [("bao-ba.example", "home", 1, "https://bao-ba.example/trang-chu")],
    "silent_sites": [("bao-ba", "Báo Ba", NOON, timedelta(days=1))],
    "words_in_context": [
        (1, "bao-mot", "Hai bên lập nhóm công tác", SNIPPET.format("15")),
        (2, "bao-hai", HEADLINE, SNIPPET.format("12")),
    ],
    "a_word_month_by_month": [("2026-05", 2, 1, 2)],
    "first_to_say_it": [("bao-hai", NOON - HOUR, HEADLINE)],
    "open_alerts": [
        (
            "site_silent",
            "bao-ba",
            NOON,
            "nothing published since 2026-03-26 12:00",
        )
    ],
    "most_active_authors": [("Đức An", 1, ["bao-mot"]), ("Minh Hà", 1, ["bao-mot"])],
}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_the_answer_is_right(con: DuckDBPyConnection, name: str) -> None:
    assert list(ask(con, (FOLDER / f"{name}.sql").read_text(encoding="utf-8")).rows) == ANSWERS[name]


def test_a_changed_figure_is_shown_as_it_was_and_is(con: DuckDBPyConnection) -> None:
    table = ask(con, (FOLDER / "figures_changed_after_publication.sql").read_text(encoding="utf-8"))
    [(place, title, revision, seen_at, before, after, diff)] = table.rows
    assert (place, title, revision, seen_at) == ("bao-mot", "Hai bên lập nhóm công tác", 2, NOON + DAY)
    assert (before, after) == (["12"], ["15"])
    assert "nhóm công tác gồm [-12-] {+15+} người" in diff


def test_every_article_has_its_proof(con: DuckDBPyConnection) -> None:
    rows = ask(con, (FOLDER / "proof_of_an_article.sql").read_text(encoding="utf-8")).rows
    assert [row[0] for row in rows][-3:] == ["Hai bên lập nhóm công tác", "Khai trương khu điều trị mới", HEADLINE]
    assert {row[1] for row in rows} == {"run-1.warc.gz"}


def test_every_query_is_asked_in_a_test_and_says_its_question() -> None:
    files = {path.stem: path for path in FOLDER.glob("*.sql")}
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*queries*.py"))
    assert [name for name in files if not re.search(rf'"{name}(\.sql)?"', tests)] == []
    assert len(files) >= 23
    for path in files.values():
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first.startswith("-- ")
        assert first.endswith("?")

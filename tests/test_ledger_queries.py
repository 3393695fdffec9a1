"""Are the answers of the sample questions about agreements right, on a small warehouse whose contents are known?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from parsers.model import Agreement, Meaning, MentionKind
from tests.meaning_samples import mention, published, said
from tests.warehouse_samples import DAY, HOUR, NOON, article_row, batch, empty, fresh
from warehouse.db import writer
from warehouse.load import load
from warehouse.read import ask
from warehouse.rows import ArticleRow

FOLDER = Path(__file__).resolve().parents[1] / "warehouse" / "queries"
PLAN = "Son Ha General Hospital plans to sign an agreement with Saebyeok University Hospital next month."
FIRST = "Bệnh viện Đa khoa Sơn Hà và Bệnh viện Đại học Saebyeok (Hàn Quốc) ký thỏa thuận trị giá 350.000 USD."
SECOND = "Phía Saebyeok sẽ tài trợ 380.000 USD cho Bệnh viện Đa khoa Sơn Hà theo thỏa thuận vừa ký."
GRANT = "Tổ chức Y tế Thế giới (WHO) sẽ tặng Sở Y tế Bình Lạc 12 tủ lạnh bảo quản vắc xin."
COURSE = (
    "Lớp tập huấn đầu tiên có 40 học viên của 16 xã, kéo dài từ 8 giờ đến 17 giờ tại Trung tâm Y tế huyện Khau Lau.",
    "Mỗi trạm y tế xã được nhận 2 nhiệt kế tự ghi, 5 phích đá và một cuốn sổ hướng dẫn dày 60 trang có hình vẽ.",
    "Trong ba ngày, các giảng viên hướng dẫn cán bộ trạm y tế cách theo dõi nhiệt độ, ghi sổ và báo cáo sự cố.",
    "Theo kế hoạch, lớp học sẽ được tổ chức thêm ở bốn huyện còn lại trước khi mùa mưa bắt đầu vào tháng sau.",
)
TO_SHOW = 40  # characters of a sentence in an answer here


def who(url: str, fridges: int, **fields: object) -> ArticleRow:
    """An article about a gift of so many refrigerators."""
    sentence = GRANT.replace("12", str(fridges))
    one = Agreement(
        type="equipment", stage="announced", vietnamese_party="Sở Y tế Bình Lạc", foreign_party="WHO",
        sentence=sentence, start=0, end=len(sentence),
    )  # fmt: skip
    mentions = (
        mention(sentence, "WHO", MentionKind.ORGANISATION, "who"),
        mention(sentence, f"{fridges} tủ lạnh", MentionKind.FIGURE, value=float(fridges), unit="tủ lạnh"),
        mention(sentence, "Lạc", MentionKind.COUNTRY, "LA"),
    )
    meaning = Meaning(mentions=mentions, agreements=(one,), rule_version=1)
    title = "Thêm tủ lạnh cho trạm y tế"
    return replace(article_row(url, title=title, paragraphs=(sentence, *COURSE), **fields), meaning=meaning)  # type: ignore[arg-type]


def rows() -> Iterator[ArticleRow]:
    def at(moment: Any) -> dict[str, Any]:
        return {"seen_at": moment, **published(moment)}

    names = {"vietnamese": "Son Ha General Hospital", "foreign": "Saebyeok University Hospital", "language": "en"}
    yield said("https://bao-ba.example/plan.html", PLAN, stage="proposed", **names, **at(NOON - 30 * DAY))
    signed = {"signed_on": date(2026, 5, 4)}
    yield said("https://bao-mot.example/ky.html", FIRST, amount=350_000, **signed, **at(NOON))
    yield said("https://bao-hai.example/ky.html", SECOND, amount=380_000, **signed, **at(NOON + DAY))
    yield who("https://bao-mot.example/tu-lanh.html", 12, **at(NOON - 2 * DAY))
    copy = at(NOON - 2 * DAY + HOUR) | {"source_name": "Báo Một"}
    yield who("https://bao-hai.example/tu-lanh.html", 15, **copy)


@pytest.fixture(scope="module")
def con() -> Iterator[DuckDBPyConnection]:
    with empty() as connection:
        load(connection, batch(*rows()))
        yield connection


SON_HA, SAEBYEOK = "Bệnh viện Đa khoa Sơn Hà", "Bệnh viện Đại học Saebyeok"
ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "who_signed_what_with_which_hospital": [
        (
            SON_HA,
            SAEBYEOK,
            ["KR"],
            "mou",
            date(2026, 5, 4),
            380_000,
            "USD",
            SECOND[:TO_SHOW],
            "https://bao-hai.example/ky.html",
        )
    ],
    "agreements_by_country_and_year": [("KR", 2026, "mou", 1, 1)],
    "agreements_told_most_widely": [
        (SON_HA, SAEBYEOK, "mou", "signed", 3, 3, ["en", "vi"]),
        ("Sở Y tế Bình Lạc", "WHO", "equipment", "announced", 1, 2, ["vi"]),
    ],
    "sums_that_papers_tell_differently": [
        (SON_HA, SAEBYEOK, 350_000, "USD", ["bao-mot"]),
        (SON_HA, SAEBYEOK, 380_000, "USD", ["bao-hai"]),
    ],
    "proposed_and_then_signed": [(SON_HA, SAEBYEOK, "mou", NOON - 30 * DAY, NOON, 30)],
    "still_waiting_for_a_signature": [("Sở Y tế Bình Lạc", "WHO", "equipment", "announced", NOON - 2 * DAY)],
    "why_are_these_one_agreement": [
        (SON_HA, SAEBYEOK, "bao-hai", "bao-mot", "same foreign party (Bệnh viện Đại học Sa", SECOND[:TO_SHOW]),
        (SON_HA, SAEBYEOK, "bao-mot", "bao-ba", "same foreign party (Bệnh viện Đại học Sa", FIRST[:TO_SHOW]),
        ("Sở Y tế Bình Lạc", "WHO", "bao-hai", "bao-mot", "same sentence; same foreign party (WHO);", GRANT[:TO_SHOW]),
    ],
    "what_agreements_are_worth": [("USD", 1, 380_000, 380_000, 380_000, 1)],
    "partners_of_hospitals": [(SON_HA, SAEBYEOK, ["KR"], 1, ["mou"], NOON - 30 * DAY)],
    "parties_to_register": [
        (SON_HA, "vietnamese", 1, 2, FIRST[:TO_SHOW]),
        (SAEBYEOK, "foreign", 1, 2, FIRST[:TO_SHOW]),
        ("Sở Y tế Bình Lạc", "vietnamese", 1, 2, GRANT[:TO_SHOW]),
        ("Saebyeok University Hospital", "foreign", 1, 1, PLAN[:TO_SHOW]),
        ("Son Ha General Hospital", "vietnamese", 1, 1, PLAN[:TO_SHOW]),
    ],
    "new_agreements_this_week": [],  # all of them are older
    "figures_told_differently": [("reprint", "bao-hai", "bao-mot", "tủ lạnh", ["12"], ["15"])],
    "relevant_stories_by_country": [("LA", 1, 2, ["WHO"])],
}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_the_answer_is_right(con: DuckDBPyConnection, name: str) -> None:
    found = ask(con, (FOLDER / f"{name}.sql").read_text(encoding="utf-8")).rows
    assert [tuple(cell[:TO_SHOW] if isinstance(cell, str) else cell for cell in row) for row in found] == ANSWERS[name]


def test_what_was_heard_of_this_week_is_new(tmp_path: Path) -> None:
    today = datetime.now(UTC)
    with writer(fresh(tmp_path / "w.duckdb")) as con:
        for name, days in (("mot", 1), ("hai", 30)):
            load(con, batch(said(f"https://bao-{name}.example/a.html", FIRST, seen_at=today - timedelta(days=days))))
        load(con, batch(who("https://bao-ba.example/b.html", 12, seen_at=today - timedelta(days=6))))
        sql = (FOLDER / "new_agreements_this_week.sql").read_text(encoding="utf-8")
        assert [row[3] for row in ask(con, sql).rows] == ["Sở Y tế Bình Lạc"]

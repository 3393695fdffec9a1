"""Are the answers of the sample questions about agreements right, on a small warehouse whose contents are known?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from parsers.model import Agreement, Meaning, MentionKind
from tests.meaning_samples import mention, published, said
from tests.warehouse_samples import DAY, HOUR, NOON, article_row, batch, fresh
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
    )
    meaning = Meaning(mentions=mentions, agreements=(one,), rule_version=1)
    title = "Thêm tủ lạnh cho trạm y tế"
    row = article_row(url, title=title, paragraphs=(sentence, *COURSE), **fields)  # type: ignore[arg-type]
    return ArticleRow(**{name: getattr(row, name) for name in row.__slots__ if name != "meaning"}, meaning=meaning)


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
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    with writer(fresh(tmp_path_factory.mktemp("ledger") / "w.duckdb")) as connection:
        load(connection, batch(*rows()))
        yield connection


ANSWERS: dict[str, list[tuple[Any, ...]]] = {}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_the_answer_is_right(con: DuckDBPyConnection, name: str) -> None:
    found = ask(con, (FOLDER / f"{name}.sql").read_text(encoding="utf-8")).rows
    assert [tuple(cell[:TO_SHOW] if isinstance(cell, str) else cell for cell in row) for row in found] == ANSWERS[name]

"""Is what a site prints on unrelated pages learned and left out, and nothing that belongs to a story?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from flows.importing import import_paths
from flows.replay import replay
from flows.settings import Settings
from parsers import explain_page, parse_page
from parsers.blocks import Block
from parsers.furniture import block_key, furniture_among
from parsers.model import Page
from tests.homes import blank_home
from tests.warehouse_samples import NOON, article_row, batch, fresh
from warehouse.db import reader, statement, writer
from warehouse.furniture import known_furniture, learn_furniture
from warehouse.load import load

INVITATION = "Bạn đọc quan tâm tới sức khỏe có thể đặt câu hỏi cho bác sĩ của tòa soạn vào sáng thứ bảy hằng tuần."
FLOWERS = "Bệnh viện Sông Hương trồng thêm 40 cây phượng trước khu khám bệnh, để bệnh nhân có bóng mát trong mùa hè."
BEDS = "Khoa nhi mở thêm 25 giường và một phòng chơi, vì số trẻ nhập viện vì sốt trong tháng 6 tăng gần gấp đôi."
BLOOD = "Gần 300 sinh viên hiến máu trong ngày hội của trường, nhiều hơn năm ngoái 80 người, theo ban tổ chức."
RIVER = "Trạm y tế bên sông nhận xuồng máy mới để đưa sản phụ vào đất liền khi nước lên và đường bị ngập."


def told(number: int, *paragraphs: str, site: str = "bao-mot"):  # type: ignore[no-untyped-def]
    return article_row(f"https://{site}.example/bai-{number}.html", title=f"Bài {number}", paragraphs=paragraphs)


def learned(con: DuckDBPyConnection, *rows: object) -> set[object]:
    load(con, batch(*rows))  # type: ignore[arg-type]
    learn_furniture(con, NOON)
    return {(site, block) for site, blocks in known_furniture(con).items() for block in blocks}


def test_a_block_of_three_unrelated_articles_is_furniture(con: DuckDBPyConnection) -> None:
    texts = (FLOWERS, BEDS, BLOOD)
    rows = [told(number, text, f"{text} Tin thêm.", INVITATION) for number, text in enumerate(texts)]
    assert learned(con, *rows) == {("bao-mot", block_key(INVITATION))}


def test_two_are_not_enough(con: DuckDBPyConnection) -> None:
    assert learned(con, told(1, FLOWERS, INVITATION), told(2, BEDS, INVITATION)) == set()


def test_reprints_of_one_story_prove_nothing(con: DuckDBPyConnection) -> None:
    sites = ("bao-mot", "bao-hai", "bao-ba", "bao-tu")
    across = [told(1, FLOWERS, BEDS, INVITATION, site=site) for site in sites]
    within = [told(number, BLOOD, RIVER) for number in range(2, 6)]
    assert learned(con, *across, *within) == set()


def test_new_versions_of_a_story_prove_nothing(con: DuckDBPyConnection) -> None:
    rows = [told(number, FLOWERS, BEDS, BLOOD, f"Cập nhật lần {number}.") for number in range(4)]
    assert learned(con, *rows) == set()


def test_what_was_learned_stays_when_the_reader_leaves_it_out(con: DuckDBPyConnection) -> None:
    texts = (FLOWERS, BEDS, BLOOD)
    first = learned(con, *(told(n, text, f"{text} Thêm.", INVITATION) for n, text in enumerate(texts)))
    assert learned(con, *(told(n, text, f"{text} Thêm.") for n, text in enumerate(texts))) == first
    assert learn_furniture(con, NOON) == 0


def page(*paragraphs: str) -> Page:
    lines = "".join(f"<p>{line}</p>" for line in paragraphs)
    html = f"<html lang=vi><title>Bệnh viện mở rộng</title><body><h1>Bệnh viện mở rộng</h1><div>{lines}</div>"
    return Page(url="https://bao-mot.example/mo-rong-1.html", body=html.encode(), fetched_at=NOON)


def test_the_reader_leaves_furniture_out_and_names_the_rule() -> None:
    told_page = page(FLOWERS, INVITATION, BEDS)
    known = {"bao-mot.example": frozenset({block_key(INVITATION)})}
    assert parse_page(told_page).paragraphs == (FLOWERS, INVITATION, BEDS)
    article = explain_page(told_page, furniture=known)
    assert article.paragraphs == (FLOWERS, BEDS)
    assert [(block.rule, block.text) for block in article.stripped] == [("furniture of the site", INVITATION)]


def test_other_sites_keep_the_block() -> None:
    known = {"bao-hai.example": frozenset({block_key(INVITATION)})}
    assert INVITATION in parse_page(page(FLOWERS, INVITATION, BEDS), furniture=known).paragraphs


def test_a_text_that_is_mostly_known_is_left_whole() -> None:
    known = {"bao-mot.example": frozenset(map(block_key, (FLOWERS, BEDS)))}
    assert parse_page(page(FLOWERS, BEDS, BLOOD), furniture=known).paragraphs == (FLOWERS, BEDS, BLOOD)


def test_a_heading_over_a_paragraph_stays() -> None:
    blocks = [Block("p", FLOWERS, 0), Block("h", "Triệu chứng", 0), Block("p", BEDS, 0), Block("h", "Liên hệ", 0)]
    known = frozenset(map(block_key, ("Triệu chứng", "Liên hệ")))
    assert furniture_among(blocks, known) == {3}


def test_case_and_punctuation_do_not_hide_a_block() -> None:
    assert block_key("Đặt câu hỏi: tại đây!") == block_key("ĐẶT CÂU HỎI  tại đây")
    assert block_key("Đặt câu hỏi") != block_key("Dat cau hoi")


def test_the_texts_of_a_site_are_looked_through_in_the_memory_of_a_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = []
    with writer(fresh(tmp_path / "hoptac.duckdb")) as con:

        def asked(name: str) -> str:
            limits.append(limit())
            return statement(name)

        def limit() -> str:
            return str(con.execute("SELECT current_setting('memory_limit')").fetchall())

        monkeypatch.setattr("warehouse.furniture.statement", asked)
        before = limit()
        learn_furniture(con, NOON)
        assert limit() == before
    assert limits
    assert before not in limits


def test_a_run_learns_and_reading_again_leaves_it_out(tmp_path: Path) -> None:
    texts = (FLOWERS, BEDS, BLOOD)
    files = [_file(tmp_path, number, text, f"{text} Tin thêm.", INVITATION) for number, text in enumerate(texts)]
    settings = blank_home(tmp_path / "home")
    assert asyncio.run(import_paths(settings, files)).counts["new"] == 3
    assert _bodies_with_invitation(settings) == 3
    asyncio.run(import_paths(settings, [_file(tmp_path, 9, RIVER, f"{RIVER} Tin thêm.", INVITATION)]))
    assert _bodies_with_invitation(settings) == 3, "the next page is read with what was learned"
    report, _ = asyncio.run(replay(settings, []))
    assert report.counts["reread"] == 3
    assert _bodies_with_invitation(settings) == 0
    assert asyncio.run(replay(settings, []))[0].counts["unchanged"] == 4


def _file(folder: Path, number: int, *lines: str) -> Path:
    path = folder / f"bai-{number}.html"
    address = f"https://bao-mot.example/tin-y-te-trong-tinh-hom-nay-{number}.html"
    head = f'<title>Tin y tế trong tỉnh {number}</title><link rel="canonical" href="{address}">'
    body = "".join(f"<p>{line}</p>" for line in lines)
    path.write_text(f"<html lang=vi><head>{head}</head><body><h1>Tin y tế trong tỉnh {number}</h1><div>{body}</div>")
    return path


def _bodies_with_invitation(settings: Settings) -> int:
    with reader(settings.warehouse_file) as con:
        return len(con.execute("FROM articles WHERE contains(body, ?)", [INVITATION]).fetchall())

"""Is an article read for its meaning where that can matter, at no risk for the article itself?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from flows import reading
from flows.reading import read_page
from parsers.meaning import read_meaning
from parsers.model import Article, Meaning, Page
from parsers.topics import score
from warehouse.rows import ArticleRow

NEWS = Article(
    title="Hai bệnh viện ký bản ghi nhớ",
    language="vi",
    paragraphs=(
        "Ngày 4/5/2026, Bệnh viện Bạch Mai và Bệnh viện Đại học Saebyeok (Hàn Quốc) ký bản ghi nhớ đào tạo bác sĩ, "
        "trị giá 2 triệu USD.",
        "Mỗi năm 40 bác sĩ của bệnh viện sẽ sang Hàn Quốc học tập trong sáu tháng.",
    ),
)
PAGE = """<html lang="vi"><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p><p>{2}</p></article>
</body></html>"""


def test_what_is_read_opens_at_its_place() -> None:
    meaning = read_meaning(NEWS, score(NEWS))
    assert [one.type for one in meaning.agreements] == ["mou"]
    assert meaning.mentions
    for one in meaning.mentions:
        assert NEWS.text[one.start : one.end] == one.surface
    for said in meaning.agreements:
        assert NEWS.text[said.start : said.end] == said.sentence


@pytest.mark.parametrize(
    ("relevance", "passages", "is_read"), [(0.9, 0, True), (0.03, 0, True), (0.01, 1, True), (0.01, 0, False)]
)
def test_what_is_far_off_topic_is_not_read(relevance: float, passages: int, *, is_read: bool) -> None:
    found = score(NEWS)
    assert found.passages
    found = replace(found, relevance=relevance, topic="off_topic", passages=found.passages[:passages])
    assert (read_meaning(NEWS, found) != Meaning()) == is_read


def test_a_fault_in_the_meaning_costs_no_article(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Meaning:
        raise KeyError("weights")

    monkeypatch.setattr(reading, "read_meaning", broken)
    body = PAGE.format(NEWS.title, *NEWS.paragraphs).encode()
    page = Page("https://bao-mot.example/a.html", body, datetime(2026, 5, 4, tzinfo=UTC))
    row = read_page(page, UUID(int=1))
    assert isinstance(row, ArticleRow)
    assert row.meaning == Meaning()
    assert "what it means could not be read" in caplog.text

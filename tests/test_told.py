"""Do the rules find what a reader finds in invented news, of which they knew nothing when it was written?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from parsers.agreements import find_agreements
from parsers.amounts import find_quantities
from parsers.gazetteer import read_words
from parsers.mentions import mentions_of
from parsers.model import Article, MentionKind
from parsers.sides import sides_of
from tests.told import FIELDS, Tally, read_told, tally

FIRST, SECOND = (Path(__file__).with_name(f"told_{name}.txt") for name in ("first", "second"))
# Least precision, recall, and share of right cells; `python -m tests.bench.told` prints what they are.
LEAST = {FIRST: (0.96, 0.97), SECOND: (0.96, 0.97)}
LEAST_OF_FIELD = {
    "type": 0.94, "stage": 0.97, "home": 0.92, "foreign": 0.95, "countries": 0.98, "signed_on": 0.98, "amount": 0.96,
}  # fmt: skip


@cache
def counted(path: Path) -> Tally:
    return tally(read_told(path))


@pytest.mark.parametrize("path", [FIRST, SECOND], ids=lambda path: path.stem)
def test_the_agreements_are_found_and_no_others(path: Path) -> None:
    found = counted(path)
    assert (found.precision >= LEAST[path][0], found.recall >= LEAST[path][1]) == (True, True), "\n".join(found.faults)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("path", [FIRST, SECOND], ids=lambda path: path.stem)
def test_their_fields_are_right(path: Path, field: str) -> None:
    found = counted(path)
    assert found.judged[field] >= 10
    assert found.share(field) >= LEAST_OF_FIELD[field], "\n".join(found.faults)


@pytest.mark.parametrize(
    ("text", "language", "sums"),
    [
        ("Thụy Sĩ viện trợ 2,4 triệu franc.", "vi", [(2.4e6, "CHF")]),
        ("Pháp viện trợ 2,4 triệu franc.", "vi", [(2.4e6, "FRF")]),
        ("Đại sứ quán Na Uy tài trợ 3 triệu curon.", "vi", [(3e6, "NOK")]),
        ("Tài trợ 15 triệu krone Đan Mạch và 2 triệu curon Thụy Điển.", "vi", [(15e6, "DKK"), (2e6, "SEK")]),
        ("Trao 300.000 ringgit, 5 triệu bạt và 40 triệu nhân dân tệ.", "vi",
         [(3e5, "MYR"), (5e6, "THB"), (4e7, "CNY")]),
        ("Dự án trị giá 1,2 nghìn tỷ đồng, vay 45-50 triệu USD.", "vi", [(1.2e12, "VND"), (5e7, "USD")]),
        ("Nhận 3,1 triệu đô la Úc và 60.000 đô la New Zealand.", "vi", [(3.1e6, "AUD"), (6e4, "NZD")]),
        ("Trao 5 AED cho bệnh viện.", "vi", []),
        ("A EUR3 million programme and JPY2 billion, or US $15 million.", "en",
         [(3e6, "EUR"), (2e9, "JPY"), (15e6, "USD")]),
        ("It gives 505 million Japanese yen.", "en", [(505e6, "JPY")]),
        ("It cost 120 million kronor, 1.1 million zloty and A$900,000.", "en",
         [(120e6, "SEK"), (1.1e6, "PLN"), (9e5, "AUD")]),
        ("Bà tặng hai nghìn euro.", "vi", [(2000, "EUR")]),
        ("Half a billion dollars was promised.", "en", [(5e8, "USD")]),
    ],
)  # fmt: skip
def test_sums_of_many_countries(text: str, language: str, sums: list[tuple[float, str]]) -> None:
    found = [(one.high or one.value, one.unit) for one in find_quantities(text, language) if one.is_money]
    assert found == sums


@pytest.mark.parametrize(
    ("text", "language", "name", "country"),
    [
        ("Rotterdam's Maasdam Medical Centre sent two doctors.", "en", "Maasdam Medical Centre", "NL"),
        ("Viện Nghiên cứu Lao Cape Town cử hai bác sĩ.", "vi", "Viện Nghiên cứu Lao Cape Town", "ZA"),
        ("Trung tâm Y tế Haneul, thành phố Daegu, ký với bệnh viện.", "vi", "Trung tâm Y tế Haneul", "KR"),
        ("Tổ chức Hands of Delft tặng xe lăn.", "vi", "Tổ chức Hands of Delft", "NL"),
        ("Tổ chức Vietnam Health Improvement Partners tài trợ.", "vi",
         "Tổ chức Vietnam Health Improvement Partners", ""),
        ("Tổ chức KEMO trao 60 chiếc giường.", "vi", "Tổ chức KEMO", ""),
        ("The charity Green Shore of Ireland gave ten beds.", "en", "Green Shore", "IE"),
        ("Nordfarm A/S of Denmark gave ten beds.", "en", "Nordfarm A/S", "DK"),
        ("They signed a MoU on cooperation with Newborns.", "en", "Newborns", ""),
    ],
)  # fmt: skip
def test_partners_that_no_registry_holds(text: str, language: str, name: str, country: str) -> None:
    sides = sides_of(text, read_words(text), mentions_of(text, language))
    assert [(side.name, side.country) for side in sides if side.is_named and not side.is_home] == [(name, country)]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Tặng Bệnh viện Đa khoa tỉnh Lai Châu 10 máy thở.", "vi", "Bệnh viện Đa khoa tỉnh Lai Châu"),
        ("Đoàn làm việc với Bệnh viện Nguyễn Đình Thuận khám cho dân.", "vi", "Bệnh viện Nguyễn Đình Thuận"),
        ("Bệnh viện Đa khoa huyện Lắk mới mở.", "vi", "Bệnh viện Đa khoa huyện Lắk"),
        ("The National Burns Hospital helped.", "en", "National Burns Hospital"),
        ("Thai Thuy General Hospital helped.", "en", "Thai Thuy General Hospital"),
    ],
)
def test_bodies_of_vietnam_that_no_registry_holds(text: str, language: str, name: str) -> None:
    mentions = mentions_of(text, language)
    parties = {MentionKind.ORGANISATION, MentionKind.HOSPITAL}
    assert [one.surface for one in mentions if one.kind in parties] == [name]
    sides = sides_of(text, read_words(text), mentions)
    assert [side.country for side in sides if side.is_named] == ["VN"]


def test_districts_are_of_vietnam_unless_they_are_of_another_country() -> None:
    ours = "Trạm y tế xã Pa Cheo ở huyện Mường Khà mở cửa."
    theirs = "Trạm y tế huyện Mường Khà của Lào mở cửa."
    assert any(side.is_home for side in sides_of(ours, read_words(ours), mentions_of(ours, "vi")))
    assert not any(side.is_home for side in sides_of(theirs, read_words(theirs), mentions_of(theirs, "vi")))


def test_where_a_thing_was_made_is_no_partner() -> None:
    text = "Bệnh viện nhận máy thở sản xuất tại Nhật Bản do Đan Mạch trao tặng."
    sides = sides_of(text, read_words(text), mentions_of(text, "vi"))
    assert [side.country for side in sides if not side.is_home] == ["DK"]


def test_a_sentence_about_the_paper_just_told_is_no_other_agreement() -> None:
    text = (
        "Hue Central Hospital signed an agreement on oncology with Tohoku University of Japan on Monday. The agreement "
        "was signed at a ceremony attended by the Embassy of France, which supports training at the hospital."
    )
    article = Article(url="https://told.invalid/", language="en", title="An agreement on oncology", paragraphs=(text,))
    assert len(find_agreements(article, mentions_of(text, "en"))) == 1

"""Which countries, parties, sums and figures does a text name, and where exactly?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.gazetteer import Row, read_rows
from parsers.mentions import find_mentions, mentions_of
from parsers.model import Article, Mention, MentionKind
from parsers.parties import check_parties, party_names, registry

NUMBERS = {MentionKind.AMOUNT, MentionKind.FIGURE}


def named(text: str, kind: MentionKind, language: str = "vi") -> list[str | None]:
    return [mention.entity_id for mention in mentions_of(text, language) if mention.kind is kind]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Nước Anh và phía Nhật cùng dự.", ["GB", "JP"]),
        ("Quan hệ Việt - Anh, hợp tác Việt-Nhật, tình hữu nghị Việt – Trung.", ["VN", "GB", "VN", "JP", "VN", "CN"]),
        ("Chuyên gia đến từ Pháp, Đức và Ý.", ["FR", "DE", "IT"]),
        ("Thủ tướng Đức thăm bệnh viện.", ["DE"]),
        ("Quỹ từ thiện (Mỹ) tặng máy.", ["US"]),
        ("Bác sĩ Nga sang thăm; Chính phủ Áo cho vay.", ["RU", "AT"]),
        ("Thuỵ Sĩ, Thụy Điển và Hoa Kỳ.", ["CH", "SE", "US"]),
        # words and people, not countries
        ("Anh bị đau bụng. Ý kiến của bác sĩ rất rõ.", []),
        ("Bà Nga và chị Mỹ đến khám.", []),
        ("Ông Nguyễn Đức Anh và bác sĩ Trần Mỹ Linh mổ.", []),
        ("Người dân Mỹ Tho, Lào Cai, Thái Nguyên.", []),
        ("Tiêm vắc xin viêm não Nhật Bản, học tiếng Anh, chủ Nhật nghỉ.", []),
        ("Áo blouse trắng và pháp luật về y tế.", []),
        ("Đại học Sassari (Ý) và Hội Tim (Anh) cùng dự.", ["IT", "GB"]),
        ("Hội hữu nghị Pháp Việt và chị Việt Anh.", ["FR", "VN"]),
        ("Khoản vay 300 triệu đô la Mỹ.", []),
        ("Bệnh viện Hữu nghị Việt Đức và Bệnh viện FV.", []),
    ],
)
def test_countries_in_vietnamese(text: str, codes: list[str]) -> None:
    assert named(text, MentionKind.COUNTRY) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("French and Japanese experts met in Vietnam.", ["FR", "JP", "VN"]),
        ("The Republic of Korea’s province and the US sent teams.", ["KR", "US"]),
        ("They told us about Japanese encephalitis.", []),
        ("Nguyen Thi Nga and Lan Anh are nurses.", []),
    ],
)
def test_countries_in_english(text: str, codes: list[str]) -> None:
    assert named(text, MentionKind.COUNTRY, "en") == codes


def test_a_short_name_at_the_start_counts_when_the_country_is_told_elsewhere() -> None:
    text = "Chính phủ Anh họp hôm qua. Anh sẽ viện trợ thêm."
    assert named(text, MentionKind.COUNTRY) == ["GB", "GB"]
    assert named("Anh sẽ viện trợ thêm.", MentionKind.COUNTRY) == []


@pytest.mark.parametrize(
    ("text", "language", "ids"),
    [
        ("Tổ chức Y tế Thế giới (WHO) và JICA giúp Bộ Y tế.", "vi", ["who", "jica", "vn-moh"]),
        ("WHO, the World Bank and UNICEF", "en", ["who", "world-bank", "unicef"]),
        ("Ngân hàng Thế giới (WB) ký với Sở Y tế TP. HCM", "vi", ["world-bank", "vn-hcm-health"]),
        ("Quỹ toàn cầu tài trợ cho Cục Phòng, chống HIV/AIDS", "vi", ["global-fund", "vn-vaac"]),
        ("ngân hàng và quỹ của gia đình", "vi", []),
        ("Bộ Xúc tiến dạy, Chính phủ Đức dự, Bộ Y tế xây dựng", "vi", [None, "vn-moh"]),
        ("Hội Y học Lyon tặng Sở Y tế Quảng Trị", "vi", [None, None]),
        ("Bộ Y tế Cuba làm việc với Bộ Y tế", "vi", ["cu-moh", "vn-moh"]),
        ("The Stockholm Heart Foundation (SHF) came.", "en", [None]),
    ],
)  # fmt: skip
def test_organisations(text: str, language: str, ids: list[str | None]) -> None:
    assert named(text, MentionKind.ORGANISATION, language) == ids


@pytest.mark.parametrize(
    ("text", "language", "surfaces"),
    [
        ("Giám đốc Bệnh viện Mắt Sài Gòn Nguyễn Văn Bình nói.", "vi", ["Bệnh viện Mắt Sài Gòn"]),
        ("đoàn của BV Đa khoa tỉnh Lạng Sơn tới", "vi", ["BV Đa khoa tỉnh Lạng Sơn"]),
        ("bệnh viện Chợ Rẫy, Bệnh viện Đại học Juntendo", "vi", ["bệnh viện Chợ Rẫy", "Bệnh viện Đại học Juntendo"]),
        ("Bệnh viện Bình Dân kỹ thuật mổ, BV Nhi trung ương", "vi", ["Bệnh viện Bình Dân", "BV Nhi trung ương"]),
        ("bệnh viện dã chiến và bệnh viện tuyến dưới", "vi", []),
        ("the Sunrise Children Hospital and Cho Ray Hospital", "en", ["Sunrise Children Hospital", "Cho Ray Hospital"]),
    ],
)
def test_hospitals(text: str, language: str, surfaces: list[str]) -> None:
    found = [m.surface for m in mentions_of(text, language) if m.kind is MentionKind.HOSPITAL]
    assert found == surfaces


@pytest.mark.parametrize(
    ("text", "language", "value", "high", "currency"),
    [
        ("1,52 tỷ USD", "vi", 1.52e9, None, "USD"),
        ("300 triệu đô la Mỹ", "vi", 3e8, None, "USD"),
        ("hơn 2 triệu euro", "vi", 2e6, None, "EUR"),
        ("6.743.888 USD", "vi", 6743888, None, "USD"),
        ("48.000 USD", "vi", 48000, None, "USD"),
        ("từ 3 đến 5 triệu USD", "vi", 3e6, 5e6, "USD"),
        ("5-7 tỷ đồng", "vi", 5e9, 7e9, "VND"),
        ("1.520 tỷ đồng", "vi", 1.52e12, None, "VND"),
        ("2,3 tỷ yên", "vi", 2.3e9, None, "JPY"),
        ("500 bảng Anh", "vi", 500, None, "GBP"),
        ("3 triệu đô la Úc", "vi", 3e6, None, "AUD"),
        ("20 tỷ kíp", "vi", 2e10, None, "LAK"),
        ("100 triệu won", "vi", 1e8, None, "KRW"),
        ("40.000 đôla", "vi", 40000, None, "USD"),
        ("nửa triệu USD", "vi", 5e5, None, "USD"),
        ("USD 1.5 million", "en", 1.5e6, None, "USD"),
        ("$2,000", "en", 2000, None, "USD"),
        ("a 25-million-euro loan", "en", 2.5e7, None, "EUR"),
        ("A$3 million", "en", 3e6, None, "AUD"),
    ],
)
def test_sums_of_money(text: str, language: str, value: float, high: float | None, currency: str) -> None:
    (found,) = [m for m in mentions_of(f"Khoản {text}, theo tin", language) if m.kind is MentionKind.AMOUNT]
    assert (found.value, found.value_high, found.unit) == (value, high, currency)
    assert found.label.startswith(f"{currency} ")
    assert found.surface in text


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("vốn chiếm 28,4% tổng số", 28.4, "percent"),
        ("khám cho 1.200 bệnh nhân", 1200, "patients"),
        ("bệnh viện 500 giường", 500, "beds"),
        ("tặng 17 máy thở", 17, "devices"),
        ("cho 600.000 liều vắc xin", 600000, "doses"),
    ],
)
def test_figures_with_units(text: str, value: float, unit: str) -> None:
    assert [(m.kind, m.value, m.unit) for m in mentions_of(text, "vi")] == [(MentionKind.FIGURE, value, unit)]


def test_money_without_its_word_counts_only_beside_dong() -> None:
    text = "Học phí 12 triệu/năm, tiền ăn 3 triệu đồng."
    assert [m.value for m in mentions_of(text, "vi")] == [12e6, 3e6]
    assert mentions_of("Dân số 12 triệu, trong đó một nửa ở quê.", "vi") == ()


PIECES = [
    "Bệnh viện Việt Đức", "nước Anh", "WHO", "35 triệu USD", "Anh", "Nga", "(", ")", "hoà", "Bộ Y tế", "\n\n", "28,4%",
    "của", "–", "JICA (Nhật)", "Ý", ". ",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12), st.sampled_from(["vi", "en"]))
def test_a_surface_is_always_the_text_at_its_place(pieces: list[str], language: str) -> None:
    article = Article(paragraphs=tuple(filter(None, " ".join(pieces).split("\n\n"))), language=language)
    found = find_mentions(article)
    assert all(article.text[m.start : m.end] == m.surface for m in found)
    assert list(found) == sorted(found, key=lambda m: m.start)
    assert all((m.value is not None) == (m.kind in NUMBERS) for m in found)


def test_every_name_of_the_registry_is_found_as_its_party() -> None:
    lost = [
        (party.id, name)
        for party in registry().values()
        for name in party.names
        if party.id not in [m.entity_id for m in mentions_of(name, "vi")]
    ]
    assert lost == []
    assert party_names() is party_names()


ROW = {"id": "a", "type": "ngo", "country": "FR", "parent": "", "names": "Hội Thử|Test Society"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{**ROW, "type": "club"}], "line 2: the type 'club'"),
        ([{**ROW, "country": "XX"}], "line 2: the country 'XX'"),
        ([{**ROW, "names": " | "}], "line 2: a party needs"),
        ([{**ROW, "names": "–"}], "line 2: a name needs"),
        ([{**ROW, "parent": "b"}], "line 2: no party has the id of the parent 'b'"),
        ([ROW, {**ROW, "names": "Khác"}], "line 3: the id 'a' is already in line 2"),
        ([ROW, {**ROW, "id": "b"}], "line 3: the name 'Hội Thử' already belongs to 'a'"),
    ],
)
def test_a_wrong_line_of_the_registry_is_named(rows: list[dict[str, str]], said: str) -> None:
    with pytest.raises(ValueError, match=f"parsers/parties.csv, {said}"):
        dict(check_parties(iter([Row(line, cells) for line, cells in enumerate(rows, 2)])))


def test_wrong_columns_are_named() -> None:
    with pytest.raises(ValueError, match=r"parsers/parties.csv, line 1: the columns must be a,b"):
        list(read_rows("parties.csv", ("a", "b")))


def test_a_country_in_a_foreign_partys_name_is_named_too() -> None:
    found: tuple[Mention, ...] = mentions_of("Hải quân Mỹ đến thăm.", "vi")
    assert [(m.kind.value, m.entity_id) for m in found] == [("organisation", "us-navy"), ("country", "US")]

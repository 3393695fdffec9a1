"""Who agreed what with whom, at what stage, when and for how much, and which sentence says so?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.agreements import find_agreements
from parsers.mentions import find_mentions
from parsers.model import Agreement, Article, Precision
from parsers.passages import split_sentences
from parsers.prose_dates import date_of_deed
from parsers.statements import RULES


class Case(NamedTuple):
    title: str
    text: str
    type: str
    stage: str
    home: str
    foreign: str
    countries: tuple[str, ...]
    amount: float | None = None
    currency: str | None = None


def found(title: str, *paragraphs: str, language: str = "vi", published: datetime | None = None) -> list[Agreement]:
    article = Article(title=title, paragraphs=paragraphs, language=language, published_at=published)
    return list(find_agreements(article, find_mentions(article)))


VIETNAMESE = [
    Case(
        "Bệnh viện Bạch Mai hợp tác với Đại học Kyoto về tim mạch",
        "Sáng 12-3, Bệnh viện Bạch Mai và Đại học Kyoto (Nhật Bản) đã ký biên bản ghi nhớ về điều trị bệnh tim mạch.",
        "mou", "signed", "Bệnh viện Bạch Mai", "Đại học Kyoto", ("JP",),
    ),
    Case(
        "Sở Y tế Quảng Trị hợp tác với Hội Y học Lyon",
        "Sở Y tế Quảng Trị vừa ký kết thỏa thuận hợp tác với Hội Y học Lyon (Pháp) về phục hồi chức năng.",
        "agreement", "signed", "Sở Y tế Quảng Trị", "Hội Y học Lyon", ("FR",),
    ),
    Case(
        "Hàn Quốc giúp xây bệnh viện ở Kon Tum",
        "Chính phủ Hàn Quốc cam kết viện trợ không hoàn lại 12,5 triệu USD cho Bệnh viện Đa khoa tỉnh Kon Tum.",
        "grant_oda", "announced", "Bệnh viện Đa khoa tỉnh Kon Tum", "Chính phủ Hàn Quốc", ("KR",), 12.5e6, "USD",
    ),
    Case(
        "Đại sứ quán Ấn Độ tặng máy thở",
        "Chiều qua, Đại sứ quán Ấn Độ đã trao tặng 20 máy thở trị giá 300.000 USD cho Bệnh viện Phổi Trung ương.",
        "equipment", "in_force", "Bệnh viện Phổi Trung ương", "Đại sứ quán Ấn Độ", ("IN",), 3e5, "USD",
    ),
    Case(
        "Bác sĩ Úc mổ tim cho trẻ em Huế",
        "Từ 3 đến 8-5, đoàn bác sĩ Úc phối hợp với Bệnh viện Trung ương Huế khám, phẫu thuật miễn phí cho 40 trẻ.",
        "mission", "in_force", "Bệnh viện Trung ương Huế", "đoàn bác sĩ Úc", ("AU",),
    ),
    Case(
        "Bệnh viện tuyến tỉnh học kỹ thuật mới",
        "Bệnh viện Việt Đức đã chuyển giao kỹ thuật mổ cho Bệnh viện Đa khoa tỉnh Sơn La, bệnh viện vệ tinh.",
        "twinning", "in_force", "Bệnh viện Đa khoa tỉnh Sơn La", "Bệnh viện Việt Đức", ("VN",),
    ),
    Case(
        "Bệnh viện Bạch Mai giúp Thanh Hóa",
        "Bệnh viện Bạch Mai và UBND tỉnh Thanh Hóa vừa ký kết hợp tác trong lĩnh vực y tế.",
        "agreement", "signed", "UBND tỉnh Thanh Hóa", "Bệnh viện Bạch Mai", ("VN",),
    ),
    Case(
        "Bệnh viện K sẽ hợp tác với Singapore",
        "Bệnh viện K sẽ ký thỏa thuận hợp tác đào tạo với Trung tâm Ung thư Quốc gia Singapore vào tháng tới.",
        "agreement", "announced", "Bệnh viện K", "Trung tâm Ung thư Quốc gia Singapore", ("SG",),
    ),
]  # fmt: skip

ENGLISH = [
    Case(
        "Cho Ray Hospital teams up with a Lyon hospital",
        "Cho Ray Hospital and the Lyon Heart Institute of France signed a memorandum of understanding.",
        "mou", "signed", "Cho Ray Hospital", "Lyon Heart Institute", ("FR",),
    ),
    Case(
        "World Bank backs health stations",
        "The World Bank approved a loan of 80 million USD for the Ministry of Health to build health stations.",
        "grant_oda", "announced", "Ministry of Health", "World Bank", (), 8e7, "USD",
    ),
    Case(
        "Nurses trained with Japanese help",
        "The Japan International Cooperation Agency (JICA) has trained nurses of Bach Mai Hospital in a project.",
        "training", "in_force", "Bach Mai Hospital", "Japan International Cooperation Agency (JICA)", ("JP",),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "language"), [*((c, "vi") for c in VIETNAMESE), *((c, "en") for c in ENGLISH)])
def test_what_an_agreement_is(case: Case, language: str) -> None:
    (agreement,) = found(case.title, case.text, language=language)
    assert agreement == Agreement(
        type=case.type, stage=case.stage, vietnamese_party=case.home, foreign_party=case.foreign,
        countries=case.countries, amount=case.amount, currency=case.currency, sentence=case.text, start=0,
        end=len(case.text), signed_on=agreement.signed_on, signed_precision=agreement.signed_precision,
        signed_text=agreement.signed_text,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Bộ trưởng tiếp Đại sứ Pháp", "Bộ trưởng Bộ Y tế cảm ơn Đại sứ Pháp, mong hai bên tăng cường hợp tác."),
        ("Hội nghị tim mạch", "Hội nghị tim mạch tại Hà Nội có chuyên gia Đức, Mỹ tham dự, trao đổi kinh nghiệm."),
        ("Thời tiết", "Hôm nay trời nắng ở Hà Nội."),
        ("Đăng ký khám", "Bệnh nhân đăng ký khám tại Bệnh viện Bạch Mai theo mẫu của Nhật Bản."),
        ("Mỹ cứu trợ Haiti", "Chính phủ Mỹ viện trợ 20 triệu USD cho bệnh viện ở Haiti."),
        ("Cấp cứu", "Bệnh nhân được chuyển từ Bệnh viện Đa khoa Hòa Bình đến Bệnh viện Bạch Mai phẫu thuật."),
        ("Thanh toán viện phí", "Bệnh viện Bạch Mai và Vietcombank ký thỏa thuận thanh toán viện phí."),
        ("Xây bệnh viện", "UBND tỉnh Sơn La đầu tư 200 tỷ đồng xây bệnh viện huyện."),
    ],
)  # fmt: skip
def test_what_is_none(title: str, text: str) -> None:
    assert found(title, text) == []


LEAD = "Ngày 4-6, Bệnh viện K và Tập đoàn Novartis (Thụy Sĩ) ký biên bản ghi nhớ về điều trị ung thư."


def test_a_deal_told_twice_is_one_told_best() -> None:
    again = "Biên bản ghi nhớ giữa Bệnh viện K và Novartis kéo dài ba năm."
    assert [a.sentence for a in found("Bệnh viện K ký với Novartis", LEAD, "Bác sĩ rất vui.", again)] == [LEAD]


def test_headlines_of_other_stories_are_none() -> None:
    pasted = "Bệnh viện Từ Dũ và Đại học Monash (Úc) ký thỏa thuận đào tạo bác sĩ"
    assert [a.sentence for a in found("Ký kết hợp tác y tế", LEAD, "Buổi lễ diễn ra tại Hà Nội.", pasted)] == [LEAD]


def test_two_papers_with_two_partners_are_two() -> None:
    other = "Cùng ngày, Bệnh viện Từ Dũ và Đại học Monash (Úc) ký thỏa thuận hợp tác đào tạo bác sĩ."
    agreements = found("Ký kết hợp tác y tế", LEAD, "Buổi lễ diễn ra tại Hà Nội.", other)
    assert [a.vietnamese_party for a in agreements] == ["Bệnh viện K", "Bệnh viện Từ Dũ"]
    assert [a.countries for a in agreements] == [("CH",), ("AU",)]


def test_a_body_named_before_signs_as_itself() -> None:
    first = "The Hanoi Department of Health met the Lyon Heart Institute of France."
    second = "The department and the institute of Seoul University Hospital (Korea) signed a cooperation agreement."
    (agreement,) = found("Hanoi seeks partners", first, second, language="en")
    assert (agreement.vietnamese_party, agreement.countries) == ("Hanoi Department of Health", ("KR",))


def test_words_inside_a_name_speak_for_nothing() -> None:
    text = "Bác sĩ của Viện Nghiên cứu Đào tạo Y khoa Lyon (Pháp) ăn trưa tại Bệnh viện Bạch Mai."
    assert found("Bữa trưa", text) == []


def test_a_sum_in_the_next_sentence_belongs_to_the_deal_and_its_proof() -> None:
    text = "Chính phủ Đức tài trợ dự án y học từ xa cho Bệnh viện Việt Đức. Dự án có tổng kinh phí 8 triệu euro."
    (agreement,) = found("Đức tài trợ y học từ xa", text)
    assert (agreement.amount, agreement.currency, agreement.sentence) == (8e6, "EUR", text)


@pytest.mark.parametrize(
    ("sentence", "published", "told"),
    [
        ("Chiều 18-1, hai bên ký kết.", None, (None, "day_no_year", "Chiều 18-1")),
        ("Chiều 18-1, hai bên ký kết.", date(2024, 1, 19), (date(2024, 1, 18), "day", "Chiều 18-1")),
        ("Ngày 28-12, hai bên ký kết.", date(2024, 1, 3), (date(2023, 12, 28), "day", "Ngày 28-12")),
        ("Ngày 23/9/2016 hai bên ký.", None, (date(2016, 9, 23), "day", "23/9/2016")),
        ("Tháng 6-2025 hai bên ký.", None, (date(2025, 6, 1), "month", "Tháng 6-2025")),
        ("Năm 1993 hai bên ký thỏa ước.", None, (date(1993, 1, 1), "year", "Năm 1993")),
        ("They signed on May 26.", None, (None, "day_no_year", "May 26")),
        ("They signed on 3 March 2021.", None, (date(2021, 3, 1 + 2), "day", "3 March 2021")),
        ("Hôm qua hai bên ký.", date(2024, 3, 1), (date(2024, 2, 29), "day", "Hôm qua")),
        ("Hôm qua hai bên ký.", None, None),
        ("Hai bên ký 3 văn kiện.", None, None),
        ("Bệnh viện nhận 1 máy xạ trị.", None, None),
        ("Dự án kéo dài từ tháng 10/2004.", None, None),
    ],
)
def test_dates_are_told_as_exactly_as_the_text(
    sentence: str, published: date | None, told: tuple[date | None, str, str] | None
) -> None:
    got = date_of_deed(sentence, published, signed=True)
    assert (got and (got.on, got.precision, got.printed.strip())) == told


def test_a_year_alone_dates_a_signing_only() -> None:
    assert date_of_deed("Năm 2004 dự án bắt đầu.", None, signed=False) is None


def test_the_day_without_a_year_takes_it_from_the_article() -> None:
    published = datetime(2019, 6, 5, 3, tzinfo=UTC)
    (dated,) = found("Bệnh viện K ký với Novartis", LEAD, published=published)
    (bare,) = found("Bệnh viện K ký với Novartis", LEAD)
    assert (dated.signed_on, dated.signed_precision) == (date(2019, 6, 4), Precision.DAY)
    assert (bare.signed_on, bare.signed_precision, bare.signed_text) == (None, "day_no_year", "Ngày 4-6")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Một. Hai ba.\nBốn", ["Một.", "Hai ba.", "Bốn"]),
        ("Ở TP. Hồ Chí Minh, GS. Lan nói. Bệnh viện mới.", ["Ở TP. Hồ Chí Minh, GS. Lan nói.", "Bệnh viện mới."]),
        ("Ông chúc mừng.Theo Bộ Y tế, 28.4 là đúng.", ["Ông chúc mừng.", "Theo Bộ Y tế, 28.4 là đúng."]),
        ("“Tốt lắm!” Ông nói. St. Mary came.", ["“Tốt lắm!”", "Ông nói.", "St. Mary came."]),
        ("   ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[span.start : span.end] for span in split_sentences(text)] == sentences


SAID = [case.text for case in (*VIETNAMESE, *ENGLISH)] + [
    "Bác sĩ rất vui.",
    "– Ảnh: A.",
    "(“",
    "35 triệu USD",
    "Theo đó,",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SAID), st.text(max_size=5)), max_size=8), st.sampled_from(["vi", "en"]))
def test_a_sentence_is_always_the_text_at_its_place(said: list[str], language: str) -> None:
    article = Article(title="Ký kết", paragraphs=tuple(filter(None, said)), language=language)
    agreements = find_agreements(article, find_mentions(article))
    assert all(article.text[a.start : a.end] == a.sentence for a in agreements)
    assert all(1 <= len(split_sentences(a.sentence)) <= 3 for a in agreements)
    assert all((a.signed_on is None) == (a.signed_precision in {None, "day_no_year"}) for a in agreements)


def test_a_cue_stands_in_one_group() -> None:
    words = [word for group in RULES["groups"].values() for word in group["words"]]
    assert sorted(words) == sorted(set(words))

"""Does a page flattened to text give its article, and nothing that is not the article?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.model import Article, ParseError, Precision, Reason
from parsers.plaintext import parse_text
from parsers.textnorm import clean
from tests.corpus import WHY_NOT, corpus_dir, gold

BLOG = """Thứ ba, Tháng ba 12, 2024
Giới thiệu
HomeSức KhỏeBệnh viện tỉnh Cao Nguyên ký kết hợp tác với đối tác Nhật Bản

Bệnh viện tỉnh Cao Nguyên ký kết hợp tác với đối tác Nhật Bản

By Minh Anh - 11/03/2024
56
Facebook

Sáng 12/3, Bệnh viện Đa khoa tỉnh Cao Nguyên đã ký biên bản ghi nhớ với một bệnh viện của Nhật Bản.

Bệnh viện tỉnh Cao Nguyên ký kết hợp tác với đối tác Nhật Bản - Ảnh 1.

Lãnh đạo hai bệnh viện bắt tay sau lễ ký kết

Hai bên sẽ trao đổi chuyên gia trong ba năm tới. Mỗi năm, mười bác sĩ sẽ sang Osaka học tập.

Bệnh viện tỉnh Cao Nguyên ký kết hợp tác với đối tác Nhật Bản - Ảnh 4.

Theo ban giám đốc, chương trình do hai bên cùng chi trả và kéo dài ba năm liên tục.

Nguồn: https://bao.example/benh-vien-ky-ket-196240311115349455.htm

Tags: hợp tác, y tế
Hello Mình là Mướp
Theo dõi
Thông báo của
0 Góp ý
Cũ nhất
Tin Nóng Hôm Nay
"""

PORTAL = """Trang chủ
Tin tức
Đoàn bác sĩ Hàn Quốc khám bệnh miễn phí tại Bến Lở
08:15 | 12/03/2024 Hoạt động hội
Chia sẻ
(BLO) - Đoàn gồm hai mươi bác sĩ đến từ Seoul đã khám cho hơn năm trăm người dân trong hai ngày.
![](https://bao.example/anh.jpg) |
Bác sĩ Kim khám cho một cụ bà. |
Theo trưởng đoàn, đây là lần thứ ba đoàn đến địa phương:
- tặng hai máy siêu âm cho trạm y tế xã;
- phát thuốc miễn phí.
Người dân được khám kỹ, trường hợp nặng được chuyển lên tuyến trên để điều trị.
Lan Chi
Theo Sức khỏe & Đời sống
Tin liên quan
Hàn Quốc viện trợ thiết bị y tế cho tuyến huyện
09:00 | 11/03/2024 Tin tức
Cùng chuyên mục
Trạm y tế xã được nâng cấp
2 ngày trước Tin tức
"""

TEASERS = """Hợp tác quốc tế giúp y tế cơ sở mạnh lên
Các trạm y tế xã trong tỉnh vừa nhận thêm thiết bị từ một dự án do nước ngoài tài trợ trong ba năm qua.
Nhờ dự án, người dân vùng xa không còn phải đi hàng chục cây số để được siêu âm và xét nghiệm máu.
Thu Hằng
Nguồn tin : Báo Bến Lở
Tin tức liên quan
Sở Y tế công bố danh sách cơ sở đạt chuẩn
Danh sách gồm hơn một trăm cơ sở khám bệnh, được kiểm tra trong quý đầu năm, và sẽ còn được bổ sung vào \
cuối năm khi các cơ sở còn lại hoàn tất hồ sơ theo hướng dẫn mới nhất của cơ quan quản lý.
BỆNH VIỆN BẾN LỞ MỞ THÊM KHOA PHỤC HỒI CHỨC NĂNG
Sáng 16/05/2025, bệnh viện khai trương khoa mới với bốn mươi giường và nhiều thiết bị tập hiện đại.
"""

WIRE = """Home
Health
Vietnam, Cuba step up vaccine research ties
Wednesday, January 24, 2018 17:08
Font Size: | Print
HANOI (VNA) – Vietnam and Cuba will set up a joint laboratory for vaccine research, officials said here.
vietnam cuba step up vaccine research ties
A young scientist at work in the laboratory of a Hanoi institute
The laboratory will open in 2019 and train twenty young scientists from both countries every year.
According to the two ministries, the two sides have worked together for more than forty years.-VNA
Related news
• Cuba sends doctors to Vietnam
• Vietnam buys vaccines
See more
Other News
- Hospital opens in Hue
"""

ONE_LINE = (
    "Đại biểu chụp ảnh lưu niệm tại lễ ký. (Ảnh: Lê Bách/TTXVN) Ngày 2/10, tại Hà Nội, Bộ Y tế và phía Pháp đã ký "
    "thỏa thuận hợp tác về đào tạo bác sĩ nội trú, với PGS.TS Nguyễn Văn Toàn, TP.HCM, làm chủ nhiệm.Theo đó, mỗi năm "
    "có ba mươi bác sĩ sang Pháp học tập tại các bệnh viện lớn, tăng 28,4%.Trong năm đầu, hai bên chọn ra mười người. "
    "Phía Pháp cho biết chương trình đã kéo dài hai mươi năm./. Lê Bách (TTXVN) Email Print Góp ý"
)


def test_a_blog_page() -> None:
    article = parse_text(BLOG)
    assert article.title == "Bệnh viện tỉnh Cao Nguyên ký kết hợp tác với đối tác Nhật Bản"
    assert article.section == "Sức Khỏe"
    assert article.authors == ("Minh Anh",)
    assert article.published_at is not None
    assert article.published_at.date().isoformat() == "2024-03-11"
    assert article.published_precision is Precision.DAY
    assert (article.source_name, article.source_url) == (
        "bao.example",
        "https://bao.example/benh-vien-ky-ket-196240311115349455.htm",
    )
    assert article.tags == ("hợp tác", "y tế")
    assert [caption.split(" - ")[-1] for caption in article.captions] == [
        "Ảnh 1.",
        "Lãnh đạo hai bệnh viện bắt tay sau lễ ký kết",
        "Ảnh 4.",
    ]
    assert [paragraph.split()[0] for paragraph in article.paragraphs] == ["Sáng", "Hai", "Theo"]


def test_a_blog_page_without_source_line() -> None:
    page = "\n".join(line for line in BLOG.splitlines() if not line.startswith(("Nguồn:", "Tags:")))
    article = parse_text(page)
    assert article.text == parse_text(BLOG).text
    assert article.source_url is None


def test_a_portal_page() -> None:
    article = parse_text(PORTAL)
    assert article.title == "Đoàn bác sĩ Hàn Quốc khám bệnh miễn phí tại Bến Lở"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-03-12T08:15:00+07:00"
    assert article.published_from == "date_line"
    assert article.captions == ("Bác sĩ Kim khám cho một cụ bà.",)
    assert article.authors == ("Lan Chi",)
    assert article.source_name == "Sức khỏe & Đời sống"
    assert article.paragraphs[0].startswith("(BLO) - Đoàn gồm")
    assert article.paragraphs[2:4] == ("- tặng hai máy siêu âm cho trạm y tế xã;", "- phát thuốc miễn phí.")
    assert article.paragraphs[-1].endswith("để điều trị.")


def test_teasers_longer_than_paragraphs_are_not_the_body() -> None:
    article = parse_text(TEASERS)
    assert len(article.paragraphs) == 2
    assert article.published_at is None
    assert (article.authors, article.source_name) == (("Thu Hằng",), "Báo Bến Lở")


def test_a_wire_page() -> None:
    article = parse_text(WIRE)
    assert article.language == "en"
    assert article.section == "Health"
    assert article.source_name == "VNA"
    assert article.captions == (
        "vietnam cuba step up vaccine research ties",
        "A young scientist at work in the laboratory of a Hanoi institute",
    )
    assert article.paragraphs[0].startswith("HANOI (VNA) – Vietnam")
    assert article.paragraphs[-1].endswith("forty years.")


def test_a_page_on_one_line() -> None:
    article = parse_text(ONE_LINE, "http://bao.example/Viet-Phap-ky-thoa-thuan-dao-tao-bac-si/12241496.epi")
    assert article.title is None
    assert article.captions == ("Đại biểu chụp ảnh lưu niệm tại lễ ký. (Ảnh: Lê Bách/TTXVN)",)
    assert [paragraph.split()[0] for paragraph in article.paragraphs] == ["Ngày", "Theo", "Trong"]
    assert "PGS.TS Nguyễn Văn Toàn, TP.HCM, làm" in article.text
    assert article.paragraphs[-1].endswith("hai mươi năm")
    assert (article.authors, article.source_name) == (("Lê Bách",), "TTXVN")


LONG = "Hai bên sẽ trao đổi chuyên gia và cùng nghiên cứu về bệnh nhiệt đới trong những năm tới. " * 5


@pytest.mark.parametrize(
    ("text", "title", "caption", "opening"),
    [
        (f"Việt Nam và Lào hợp tác y tế. . {LONG}", "Việt Nam và Lào hợp tác y tế", None, "Hai bên"),
        (f"Việt Nam và Lào hợp tác y tế (BLO)- {LONG}", "Việt Nam và Lào hợp tác y tế", None, "(BLO)- Hai"),
        (f"Bác sĩ hai nước tại hội thảo - Ảnh: AFP Theo TTXVN, {LONG}", None, "Ảnh: AFP", "Theo TTXVN"),
        (f"Bác sĩ hai nước tại hội thảo - Ảnh: Lê Bách Ngày 2/9, {LONG}", None, "Ảnh: Lê Bách", "Ngày 2/9"),
        (f"Bác sĩ hai nước tại hội thảo. (ảnh BTC cung cấp) {LONG}", None, "cung cấp)", "Hai bên"),
        (f"Ảnh minh họa {LONG}", None, "Ảnh minh họa", "Hai bên"),
        (f"Bác sĩ hai nước trao đổi tại hội thảo ở Huế Theo đó, {LONG}", None, "ở Huế", "Theo đó"),
    ],
)
def test_what_is_glued_before_the_body(text: str, title: str | None, caption: str | None, opening: str) -> None:
    article = parse_text(text)
    assert article.title == title
    assert article.text.startswith(opening)
    assert [end for end in article.captions if end.endswith(caption or "")] == list(article.captions)
    assert len(article.captions) == (caption is not None)


@pytest.mark.parametrize(
    ("tail", "authors", "source"),
    [
        ("NGUYỆT ÁNH", ("Nguyệt Ánh",), None),
        ("HL Email Print Góp ý", ("HL",), None),
        ("Tin, ảnh: T.ÁNH – K.NY", ("T.Ánh", "K.Ny"), None),
        ("(HỒ THẠCH) Tin, bài liên quan:", ("Hồ Thạch",), None),
        ("Nguyệt Ánh Theo Dân trí", ("Nguyệt Ánh",), "Dân trí"),
        ("Nguyệt Ánh/VOV.VN", ("Nguyệt Ánh",), "VOV.VN"),
        ("(Theo TTXVN)", (), "TTXVN"),
        ("Xem tiếp", (), None),
    ],
)
def test_what_is_glued_after_the_body(tail: str, authors: tuple[str, ...], source: str | None) -> None:
    article = parse_text(f"{LONG}{tail}")
    assert article.text == clean(LONG)
    assert (article.authors, article.source_name) == (authors, source)


def test_the_address_proves_the_title() -> None:
    text = f"Bệnh viện Bến Lở cứu sống người bị rắn cắn {LONG}"
    assert parse_text(text).title is None
    article = parse_text(text, "https://bao.example/benh-vien-ben-lo-cuu-song-nguoi-bi-ran-can-123.htm")
    assert article.title == "Bệnh viện Bến Lở cứu sống người bị rắn cắn"
    assert article.provenance["title"] == "address"


def test_the_address_denies_a_first_line_that_is_no_title() -> None:
    text = f"Các loại phẫu thuật thường gặp hiện nay\n{LONG}\nTuy nhiên, {LONG}"
    url = "https://bao.example/dieu-tri-ung-thu-phoi-nhu-the-nao-20210420071957372.htm"
    assert parse_text(text).title == "Các loại phẫu thuật thường gặp hiện nay"
    article = parse_text(text, url)
    assert article.title is None
    assert article.published_at is not None
    assert (article.published_at.date().isoformat(), article.published_from) == ("2021-04-20", "address")


@pytest.mark.parametrize(
    "first",
    [
        "Sáng nay, bệnh viện đã mổ thành công cho một bệnh nhân lớn tuổi.",
        "(BLO) - Bệnh viện đã mổ thành công cho một bệnh nhân lớn tuổi, theo tin từ ban giám đốc.",
        "Các phương pháp điều trị bao gồm:",
        "Bác sĩ mổ cho bệnh nhân. (Ảnh: BVCC)",
    ],
)
def test_a_sentence_is_no_title(first: str) -> None:
    assert parse_text(f"{first}\n{LONG}\n{LONG}").title is None


def test_a_caption_that_only_repeats_what_was_said() -> None:
    lead = "Ngày 19/4, Bệnh viện Đa khoa tỉnh Bến Lở đã nhận danh hiệu Đơn vị tiêu biểu do Thứ trưởng trao tặng cho."
    caption = "Thứ trưởng Lê Văn Toàn trao danh hiệu Đơn vị tiêu biểu cho Bệnh viện Đa khoa tỉnh Bến Lở."
    news = "Thứ trưởng đề nghị Bệnh viện Đa khoa tỉnh Bến Lở mở thêm khoa ung bướu trong năm tới."
    caption_run = "Lãnh đạo Bệnh viện Đa khoa tỉnh Bến Lở nhận danh hiệu Đơn vị tiêu biểu."
    article = parse_text(f"{lead}\n{caption_run}\n{news}\n{LONG}\nTú Anh")
    assert caption_run not in article.captions  # "lãnh đạo" is new: it may tell something
    article = parse_text(f"{lead}\n{caption}\n{news}\n{LONG}\nTú Anh")
    assert article.captions == (caption,)
    assert news in article.paragraphs
    assert article.authors == ("Tú Anh",)


def test_a_box_in_the_middle_ends_nothing() -> None:
    text = f"Tiêu đề của bài về hợp tác y tế\n{LONG}\nTin liên quan\nBệnh viện mở khoa mới\n{LONG}\n{LONG}\nTú Anh"
    article = parse_text(text)
    assert len(article.paragraphs) == 3
    assert "mở khoa mới" not in article.text


def test_questions_and_names_inside_the_body_stay() -> None:
    lines = ["Hỏi đáp về ghép thận cho người lớn", LONG, "Hỏi", LONG, "Trả lời", LONG, "Trần Văn Hòa", LONG]
    article = parse_text("\n".join(lines))
    assert article.paragraphs == tuple(clean(line) for line in lines[1:])
    assert article.authors == ()


def test_two_lines_of_names_are_one_byline() -> None:
    article = parse_text(f"Hội thảo về ghép thận cho người lớn\n{LONG}\n{LONG}\nTrần Hòa\nLê Tú")
    assert article.authors == ("Trần Hòa", "Lê Tú")


def test_names_below_a_colon_are_a_list() -> None:
    article = parse_text(f"Danh sách người nhận giải thưởng y tế\n{LONG}\nNgười nhận giải gồm:\nTrần Hòa\nLê Tú")
    assert article.authors == ()
    assert article.paragraphs[-1] == "Lê Tú"


def test_everything_taken_out_is_recorded() -> None:
    for page in (BLOG, PORTAL, TEASERS, WIRE):
        article = parse_text(page)
        kept = [*article.paragraphs, *(part.text for part in article.stripped)]
        plain = re.sub(r"!\[.*?\]\(.*?\)|\|$", "", page, flags=re.MULTILINE)
        assert sorted("".join(kept).replace(" ", "")) == sorted(re.sub(r"\s", "", plain))
        assert all(part.rule for part in article.stripped)
        assert article.reader == "text/3"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \n\t ", Reason.EMPTY),
        ("PK\x03\x04\x00\x00", Reason.BINARY),
        ("\x01\x02\x03 abc", Reason.BINARY),
        ("Trang chủ\nTin tức\nLiên hệ", Reason.NO_BODY),
        (
            "Bệnh viện mở khoa mới tại Huế\n17:00 | 12/03/2024 Tin tức\nKhám miễn phí cho người già\n2 ngày trước",
            Reason.NO_BODY,
        ),
    ],
)
def test_what_is_no_article(text: str, reason: Reason) -> None:
    with pytest.raises(ParseError) as error:
        parse_text(text)
    assert error.value.reason is reason


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(BLOG.splitlines() + WIRE.splitlines() + ["./.", "![]() |", "(", "Ảnh:", "Theo"])))
def test_lines_in_any_order_never_break_it(lines: list[str]) -> None:
    try:
        article = parse_text("\n".join(lines))
    except ParseError:
        return
    assert all(paragraph == clean(paragraph) != "" for paragraph in article.paragraphs)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_gives_an_article_or_a_reason(text: str) -> None:
    try:
        paragraphs = parse_text(text).paragraphs
    except ParseError:
        return
    assert paragraphs


# --- real pages -------------------------------------------------------------------------------------------


def _rows(part: str) -> list[Any]:
    return [pytest.param(part, row, id=row["id"]) for row in gold(part, "text")] or [
        pytest.param(part, {}, marks=pytest.mark.skip(reason=WHY_NOT))
    ]


def _read(part: str, row: dict[str, Any]) -> tuple[Article, str]:
    corpus = corpus_dir()
    assert corpus is not None
    folder = corpus / "vn" / part
    body = (folder / "body" / f"{row['id']}.txt").read_text("utf-8")
    return parse_text((folder / row["file"]).read_text("utf-8"), row["url"] or ""), _folded(body)


def _folded(text: str) -> str:
    return "\n\n".join(clean(paragraph) for paragraph in text.strip().split("\n\n"))


@pytest.mark.parametrize(("part", "row"), _rows("seeds") + _rows("dev"))
def test_real_pages(part: str, row: dict[str, Any]) -> None:
    article, body = _read(part, row)
    assert article.text == body
    assert list(article.captions) == [clean(caption) for caption in row["captions"]]
    assert article.source_name == row["syndicated_from"]
    assert article.source_url == row.get("original_url")
    assert article.section == row.get("section")
    assert article.language == row["language"]
    assert not [text for text in row["must_not_contain"] if text in article.text]
    if part == "seeds":
        assert article.title == row["title"]
    printed = [name for name in row["authors"] if name.lower() in _text(part, row).lower()]
    assert list(article.authors) == printed  # an aggregator keeps some names only beside the text
    if article.published_at:
        assert article.published_at.date().isoformat() == row["published_at"][:10]


def _text(part: str, row: dict[str, Any]) -> str:
    corpus = corpus_dir()
    assert corpus is not None
    return (corpus / "vn" / part / row["file"]).read_text("utf-8")

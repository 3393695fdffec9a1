"""Is a line known for what it is: byline, source, caption, heading, widget, tags, end mark?"""

from __future__ import annotations

import pytest

from parsers.lines import (
    byline,
    dateline,
    is_caption,
    is_full_name,
    is_furniture,
    is_numbered_picture,
    is_related_heading,
    is_related_link,
    is_widget,
    name_case,
    signoff,
    source_line,
    tag_line,
)


@pytest.mark.parametrize(
    ("line", "authors", "source"),
    [
        ("Thu Hằng", ("Thu Hằng",), None),
        ("LÊ THU HẰNG", ("Lê Thu Hằng",), None),
        ("HL", ("HL",), None),
        ("T.PHƯƠNG", ("T.Phương",), None),
        ("Tin, ảnh: T.PHƯƠNG – K.NY", ("T.Phương", "K.Ny"), None),
        ("Bài và ảnh: THU HÀ", ("Thu Hà",), None),
        ("Thực hiện: Minh", ("Minh",), None),
        ("Thu Hằng (tổng hợp)", ("Thu Hằng",), None),
        ("Thu Hằng (TTXVN)", ("Thu Hằng",), "TTXVN"),
        ("Thu Hằng (Theo Reuters, AFP)", ("Thu Hằng",), "Reuters, AFP"),
        ("VĂN YÊN (từ Frankfurt)", ("Văn Yên",), None),
        ("Thu Hằng/VOV.VN", ("Thu Hằng",), "VOV.VN"),
        ("Thu Hằng/VOV.VN Thu Hằng/VOV.VN", ("Thu Hằng",), "VOV.VN"),
        ("Theo Thu Hằng/Dân trí", ("Thu Hằng",), "Dân trí"),
        ("TTXVN/Tin Tức", (), "TTXVN"),
        ("Thu Hằng - Đức Huy", ("Thu Hằng", "Đức Huy"), None),
        ("Thu Hằng;Đức Huy", ("Thu Hằng", "Đức Huy"), None),
        ("Thu Hằng và 1 tác giả khác", ("Thu Hằng",), None),
        ("By Anna Lee and Tom Reed", ("Anna Lee", "Tom Reed"), None),
        ("BS.CKII Trần Văn Hòa", ("BS.CKII Trần Văn Hòa",), None),
    ],
)
def test_bylines(line: str, authors: tuple[str, ...], source: str | None) -> None:
    found = byline(line)
    assert found is not None
    assert (found.authors, found.source, found.printed) == (authors, source, line)


@pytest.mark.parametrize(
    "line",
    [
        "Bộ Y tế",
        "Hà Nội",
        "Tin Nóng Hôm Nay",
        "Read More",
        "Hỏi",
        "Sức Khỏe",
        "Bệnh Viện Bạch Mai",
        "Thu Hằng cho biết bệnh nhân đã ổn định",
        "Các loại phẫu thuật",
        "",
    ],
)
def test_headings_are_no_bylines(line: str) -> None:
    assert byline(line) is None


@pytest.mark.parametrize(
    ("printed", "name"), [("NGUYỆT ÁNH", "Nguyệt Ánh"), ("K.NY", "K.Ny"), ("HL", "HL"), ("Thu Hà", "Thu Hà")]
)
def test_name_case(printed: str, name: str) -> None:
    assert name_case(printed) == name


def test_a_full_name_begins_with_a_family_name() -> None:
    assert is_full_name("Nguyễn Văn Toàn")
    assert not is_full_name("Khám Phá")


@pytest.mark.parametrize(
    ("line", "name", "url", "labelled"),
    [
        ("Nguồn tin : Báo Thanh niên", "Báo Thanh niên", None, True),
        ("Nguồn: https://bao.example/mot-bai-1.htm", None, "https://bao.example/mot-bai-1.htm", True),
        ("(Theo TTXVN, Vietnam+)", "TTXVN, Vietnam+", None, True),
        ("Source: VNA", "VNA", None, True),
        ("Theo US News", "US News", None, False),
        ("Theo Sức khỏe & Đời sống", "Sức khỏe & Đời sống", None, False),
        ("Theo Thu Hằng (Khám Phá)", "Khám Phá", None, False),
        ("Theo Bảo Vệ Pháp Luật", "Bảo Vệ Pháp Luật", None, False),
    ],
)
def test_source_lines(line: str, name: str | None, url: str | None, *, labelled: bool) -> None:
    found = source_line(line)
    assert found is not None
    assert (found.name, found.url, found.labelled) == (name, url, labelled)


@pytest.mark.parametrize(
    "line",
    [
        "Theo Bộ Y tế, trong thời gian qua, công tác hợp tác đã có nhiều chuyển biến.",
        "Theo Hội Ung thư Mỹ, tỷ lệ sống sau 5 năm là:",
        "Theo ông Thượng",
        "Theo đó",
        "Nguồn nhân lực y tế còn thiếu",
        "Nguồn vốn viện trợ",
        "Sources said on Monday that the deal was close",
    ],
)
def test_sentences_are_no_source_lines(line: str) -> None:
    assert source_line(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Bác sĩ khám cho người dân. (Ảnh: Lê Bách/TTXVN)",
        "Người dân xếp hàng chờ khám - Ảnh: AFP",
        "Bác sĩ khám cho trẻ em. Ảnh: BVCC.",
        "Ảnh minh họa",
        "Nguồn ảnh: Internet",
        "Lễ ký kết tại Hà Nội - Ảnh 3.",
        "A nurse at work. VNA Photo",
        "A nurse at work. Photo: Reuters",
        "Cổ vật trưng bày tại bảo tàng. (Nguồn: bao.example)",
        "Health workers at the gate. (Source: CPV)",
    ],
)
def test_captions(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "Anh: Bệnh viện thiếu y tá",
        "Tin, ảnh: Thu Hằng",
        "Triển lãm ảnh: một góc nhìn về nghề y",
        "Hình ảnh: siêu âm cho thấy khối u",
        "Các bác sĩ đã chụp ảnh lưu niệm.",
    ],
)
def test_no_captions(line: str) -> None:
    assert not is_caption(line)


def test_numbered_pictures() -> None:
    assert is_numbered_picture("Lễ ký kết  - Ảnh 12.")
    assert not is_numbered_picture("Bác sĩ xem ảnh 12 lần")


@pytest.mark.parametrize("line", ["Tin liên quan", "TIN LIÊN QUAN:", "» Cùng chuyên mục", "Other News", "Read more"])
def test_related_headings(line: str) -> None:
    assert is_related_heading(line)
    assert not is_related_link(line)


@pytest.mark.parametrize("line", [">> Bệnh viện mở thêm khoa", "Xem thêm: Bệnh viện mở thêm khoa"])
def test_related_links(line: str) -> None:
    assert is_related_link(line)


@pytest.mark.parametrize(
    "line",
    [
        "Thông tin liên quan đến vụ việc đang được làm rõ.",
        "Công nghệ mới nhất được chuyển giao",
        "Các bác sĩ chia sẻ kinh nghiệm",
        "Có chứng chỉ tiếng Anh quốc tế",
        "Ông góp ý cho dự thảo luật.",
        "Xem thêm nhiều bệnh nhân trẻ tuổi nhập viện là điều đáng buồn.",
    ],
)
def test_ordinary_words_are_no_cues(line: str) -> None:
    assert not is_related_heading(line)
    assert not is_widget(line)


@pytest.mark.parametrize(
    "line",
    ["0 Góp ý", "Bình luận (12)", "Phản hồi nội tuyến", "Leave a Reply", "827 Lượt xem", "Copy link", "Lên đầu trang"],
)
def test_widgets(line: str) -> None:
    assert is_widget(line)


def test_furniture_is_not_comments() -> None:
    assert is_furniture("Advertisement")
    assert not is_furniture("Leave a comment")


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("Từ khóa: hợp tác, y tế", ("hợp tác", "y tế")),
        ("Tags: health; Cuba", ("health", "Cuba")),
        ("Tags", ()),
        ("Chủ đề của hội nghị là chuyển đổi số.", None),
    ],
)
def test_tag_lines(line: str, tags: tuple[str, ...] | None) -> None:
    assert tag_line(line) == tags


@pytest.mark.parametrize(
    ("line", "split"),
    [
        ("cứu chữa kịp thời./.", ("cứu chữa kịp thời", "./.")),
        ("for forty years.-VNA", ("for forty years.", "-VNA")),
        ("trong năm tới. (TTXVN)", ("trong năm tới.", "(TTXVN)")),
        ("VNA", ("", "VNA")),
        ("Phóng viên của TTXVN", None),
    ],
)
def test_end_marks(line: str, split: tuple[str, str] | None) -> None:
    assert signoff(line) == split


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("(VEN) - Hanoi is ready", "(VEN) -"),
        ("(NLĐO)- Ngày 9-10, tại Hà Nội", "(NLĐO)-"),
        ("SKĐS - Bộ Y tế vừa ban hành", "SKĐS -"),
        ("Hanoi (VNA) – The two sides", "Hanoi (VNA) –"),
        ("Bộ Y tế - cơ quan quản lý", None),
    ],
)
def test_datelines(line: str, found: str | None) -> None:
    assert dateline(line) == found

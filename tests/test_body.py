"""Is the body the article: all of it, in order, and nothing that stands around or inside it?"""

from __future__ import annotations

import pytest

from parsers import explain_html, parse_html

URL = "https://bao.example.vn/benh-vien-song-huong-ky-hop-tac-voi-thuy-dien-12345.html"
P1 = "Sáng nay, Bệnh viện Sông Hương ký biên bản ghi nhớ với một trường y của Thụy Điển về đào tạo bác sĩ tim mạch."
P2 = "Theo biên bản, mỗi năm mười hai bác sĩ trẻ của tỉnh sẽ sang học sáu tháng, chi phí do phía bạn tài trợ toàn bộ."
P3 = "Giám đốc bệnh viện cho biết khóa đầu tiên bắt đầu vào mùa thu, ưu tiên người đang làm việc ở tuyến huyện."
LINK = '<a href="/khac-1.html">Một bài viết khác cùng chủ đề hợp tác y tế quốc tế</a>'


def body(inner: str, around: str = "{}") -> tuple[str, ...]:
    page = f"<html lang=vi><body><h1>Ký hợp tác với Thụy Điển</h1>{around.format(inner)}</body></html>"
    return parse_html(page, URL).paragraphs


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


# --- recall -----------------------------------------------------------------------------------------------


def test_paragraphs_headings_lists_and_quotes_in_order() -> None:
    inner = (
        f"<div><p>{P1}</p><h2>Nội dung ký kết</h2><p>{P2}</p><ul><li>đào tạo bác sĩ tim mạch;</li>"
        f"<li>trao đổi hồ sơ bệnh án.</li></ul><blockquote>Đây là bước đi dài hơi.</blockquote><p>{P3}</p></div>"
    )
    assert body(inner) == (
        P1, "Nội dung ký kết", P2, "đào tạo bác sĩ tim mạch;", "trao đổi hồ sơ bệnh án.", "Đây là bước đi dài hơi.", P3,
    )  # fmt: skip


def test_a_body_of_line_breaks_has_paragraphs() -> None:
    assert body(f"<div>{P1}<br><br>{P2}<br>{P3}</div>") == (P1, P2, P3)


def test_a_line_break_inside_a_sentence_is_a_blank() -> None:
    broken = P2.replace("trẻ của", "trẻ<br>của")
    assert body(f"<div>{paragraphs(P1, broken, P3)}</div>") == (P1, P2, P3)


def test_a_body_of_divs_has_paragraphs() -> None:
    assert body("<section>" + "".join(f"<div>{line}</div>" for line in (P1, P2, P3)) + "</section>") == (P1, P2, P3)


def test_a_body_split_over_siblings_is_whole() -> None:
    parts = [f'<div class="part">{paragraphs(*lines)}</div>' for lines in ((P1, P2), (P3, P1 + " Hai."))]
    inner = '<div class="ad">Quảng cáo</div>'.join(parts)
    assert body(inner, "<article>{}</article>") == (P1, P2, P3, P1 + " Hai.")


def test_a_container_with_a_bad_name_keeps_the_article() -> None:
    inner = f'<div class="sidebar-1 comment"><h1>Ký hợp tác</h1><div>{paragraphs(P1, P2, P3)}</div></div>'
    assert parse_html(f"<html><body>{inner}</body></html>", URL).paragraphs == (P1, P2, P3)


def test_text_of_a_linked_name_stays_in_its_sentence() -> None:
    line = P1.replace("Thụy Điển", '<a class="tag-link" href="/tag/x">Thụy Điển</a>')
    assert body(f"<div>{paragraphs(line, P2, P3)}</div>") == (P1, P2, P3)


def test_letters_in_spans_are_not_torn_apart() -> None:
    torn = f"<span>{P1[0]}</span><span>{P1[1:30]}</span>{P1[30:]}"
    assert body(f"<div>{paragraphs(torn, P2, P3)}</div>") == (P1, P2, P3)


def test_a_data_table_is_lines_of_cells() -> None:
    table = "<table><tr><th>Năm</th><th>Học viên</th></tr><tr><td><p>2026</p></td><td><p>12</p></td></tr></table>"
    assert body(f"<div><p>{P1}</p>{table}<p>{P2}</p><p>{P3}</p></div>") == (P1, "Năm | Học viên", "2026 | 12", P2, P3)


def test_a_page_filled_by_scripts_is_read_from_json_ld() -> None:
    ld = f'{{"@type": "NewsArticle", "headline": "Ký", "articleBody": "{P1}\\n\\n{P2}"}}'
    page = f'<html><head><script type="application/ld+json">{ld}</script></head><body><h1>Ký kết</h1></body></html>'
    assert parse_html(page, URL).paragraphs == (P1, P2)


# --- precision --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "foreign",
    [
        f'<div type="RelatedNewsBox"><ul><li><h4>{LINK}</h4></li></ul></div>',
        f'<table class="x"><tr><td>{LINK}</td></tr></table>',
        f"<p>{LINK}</p>",
        f"<div><h3>Tin liên quan</h3><ul><li>{LINK}</li><li>{LINK}</li></ul></div>",
        f'<article><div>{LINK}<span>Vài dòng giới thiệu bài kia để mời người đọc bấm vào.</span></div></article>',
        '<div class="newsletter">Đăng ký nhận bản tin sức khỏe hằng tuần của chúng tôi.</div>',
        '<div class="social-share"><span>Chia sẻ</span> <span>Facebook</span></div>',
        "<p>Quảng cáo</p>",
        "<p>Hai bên bắt tay tại lễ ký. Ảnh: Bệnh viện cung cấp</p>",
        "<p>Ký hợp tác với Thụy Điển</p>",
        "<script>var a = 1;</script><style>p {color: red}</style><noscript>Hãy bật JavaScript.</noscript>",
        '<aside><p>Câu hỏi thường gặp về bệnh tim mạch ở người trẻ.</p></aside>',
    ],
)  # fmt: skip
def test_what_stands_inside_the_body_and_is_not_the_article(foreign: str) -> None:
    assert body(f"<div><p>{P1}</p>{foreign}<p>{P2}</p><p>{P3}</p></div>") == (P1, P2, P3)


@pytest.mark.parametrize(
    "tail",
    [
        f"<h3>Cùng chuyên mục</h3><p>{P2} Bài khác.</p>",
        f"<h3>Bình luận</h3><p>{P2[:60]}</p>",
        "<p>Từ khóa: hợp tác, y tế</p>",
        "<p>Theo Báo Tỉnh</p>",
        "<p>Nguồn: Báo Tỉnh</p>",
        '<p style="text-align: right">Phòng Kế hoạch - Tài chính</p>',
        "<p>07/03/2026 08:06</p>",
        "<h2>Một tiêu đề không có nội dung</h2>",
    ],
)
def test_what_stands_after_the_body(tail: str) -> None:
    assert body(f"<div>{paragraphs(P1, P2, P3)}{tail}</div>") == (P1, P2, P3)


def test_an_agencys_end_mark_leaves_the_sentence_whole() -> None:
    assert body(f"<div>{paragraphs(P1, P2, P3[:-1] + './.')}</div>") == (P1, P2, P3)


def test_a_short_heading_after_a_related_list_stays() -> None:
    inner = f"<div><p>{P1}</p><p>Xem thêm</p><ul><li>{LINK}</li></ul><h3>Kết quả</h3><p>{P2}</p><p>{P3}</p></div>"
    assert body(inner) == (P1, "Kết quả", P2, P3)


def test_a_paragraph_printed_twice_is_kept_once() -> None:
    assert body(f"<div>{paragraphs(P1, P2, P1, P3)}</div>") == (P1, P2, P3)


def test_every_stripped_block_has_its_rule() -> None:
    inner = f'{paragraphs(P1)}<div class="related">{LINK}</div>{paragraphs(P2, LINK, P3)}'
    page = f"<html><body><h1>Ký hợp tác</h1><div>{inner}</div></body></html>"
    rules = {block.rule for block in explain_html(page, URL).stripped}
    assert rules == {"alien: related", "link"}
    assert parse_html(page, URL).stripped == ()


# --- builders, walls and the story behind -----------------------------------------------------------------

LONG = [f"{line} Việc này được nêu ở phần {part} của văn bản." for part in (1, 2) for line in (P1, P2, P3)]


def boxed(line: str, levels: int = 6) -> str:
    return '<div class="elementor-widget-container">' * levels + f"<p>{line}</p>" + "</div>" * levels


def test_a_body_that_a_builder_boxes_paragraph_by_paragraph_is_whole() -> None:
    assert body("<section>" + "".join(map(boxed, LONG)) + "</section>") == tuple(LONG)


@pytest.mark.parametrize("name", ["has-paywall", "paywall-content", "subscription-text", "widget_text"])
def test_a_wall_around_the_text_is_not_a_wall(name: str) -> None:
    assert body(f'<div class="{name}">{paragraphs(*LONG)}</div>') == tuple(LONG)


def test_a_heading_that_is_an_anchor_names_nothing() -> None:
    inner = f'<div id="1-how-popular-is-the-related-programme">{paragraphs(*LONG)}</div>'
    assert body(inner) == tuple(LONG)


def test_a_list_of_what_subscribers_get_goes_with_its_heading() -> None:
    offer = "<h3>Subscribe now to read the latest news.</h3><ul><li>Unlimited access.</li><li>Daily puzzles.</li></ul>"
    assert body(f"<div>{paragraphs(P1, P2)}{offer}{paragraphs(P3)}</div>") == (P1, P2, P3)


def test_the_next_article_on_the_page_is_another_story() -> None:
    other = [f"{line} Đây là một bài khác hẳn." for line in LONG]
    second = f"<article><h1>Một bài khác</h1><div>{paragraphs(*other, *reversed(other))}</div></article>"
    first = "<article><h1>Ký hợp tác với Thụy Điển</h1>{}</article>"
    mine = (*LONG, *(f"{line} Hết." for line in LONG))
    assert body(f"<div>{paragraphs(*mine)}</div>", first + second) == mine


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by An Writer and B. Other in Hanoi; editing by C. Third)",
        "An Writer of The Paper contributed to this report.",
        "Have a tip? An Writer may be reached at an@paper.example.",
        "Follow her on Twitter @an and on Facebook.",
        "The shop may earn a small commission if you purchase something through links in this article.",
        "A clinic in the province. A. Photographer | Bloomberg | Getty Images",
        "A view of the clinic, installation photos © A. Photographer, 2018",
        "Image 3 of 5",
    ],
)
def test_what_is_about_the_page_and_its_makers_goes(line: str) -> None:
    assert body(f"<div>{paragraphs(P1, P2, P3, line)}</div>") == (P1, P2, P3)


@pytest.mark.parametrize(
    "line", ["Freitag, 28.04.2023, 19:25", "Stand: 22.04.2024, 06:00 Uhr", "By An Writer on May 3, 2024"]
)
def test_a_stamp_before_the_text_goes(line: str) -> None:
    assert body(f"<div>{paragraphs(line, P1, P2, P3)}</div>") == (P1, P2, P3)


def test_a_sentence_that_opens_with_a_link_is_no_teaser() -> None:
    line = f"{LINK} được bộ trưởng nhắc lại trong buổi lễ ký, cùng với số bác sĩ đã đi học từ đầu năm."
    whole = line.replace('<a href="/khac-1.html">', "").replace("</a>", "")
    assert body(f"<section><div><p>{P1}</p></div><div><p>{line}</p></div><p>{P2}</p><p>{P3}</p></section>")[1] == whole

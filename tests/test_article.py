"""Is every page either an article or a reject with the right reason, whatever its bytes?"""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import Article, Page, ParseError, Reason, explain_page, parse_html, parse_page

URL = "https://bao.example.vn/benh-vien-song-huong-ky-hop-tac-voi-thuy-dien-12345.html"
PROSE = (
    "Sáng nay, Bệnh viện Sông Hương ký biên bản ghi nhớ với một trường y của Thụy Điển về đào tạo bác sĩ tim mạch.",
    "Theo biên bản, mỗi năm mười hai bác sĩ trẻ của tỉnh sẽ sang học sáu tháng, chi phí do phía bạn tài trợ toàn bộ.",
)
ARTICLE = "<html lang=vi><body><h1>Ký hợp tác với Thụy Điển</h1><div>{}</div></body></html>".format(
    "".join(f"<p>{line}</p>" for line in PROSE)
)


def page(body: bytes | str, url: str = URL, status: int = 200, kind: str = "text/html") -> Page:
    raw = body if isinstance(body, bytes) else body.encode()
    return Page(url, raw, datetime(2026, 3, 7, tzinfo=UTC), status=status, headers={"content-type": kind})


def reason(body: bytes | str, url: str = URL, **more: object) -> Reason:
    with pytest.raises(ParseError) as refused:
        parse_page(page(body, url, **more))  # type: ignore[arg-type]
    return refused.value.reason


def cards(count: int) -> str:
    return "".join(
        f'<div class="item"><h3><a href="/bai-{i}.html">Tiêu đề của bài viết số {i} trong chuyên mục sức khỏe</a></h3>'
        f"<p>Vài dòng tóm tắt của bài viết số {i}, để người đọc biết bài viết ấy nói về điều gì.</p></div>"
        for i in range(count)
    )


def test_an_article_says_where_it_is_from() -> None:
    article = parse_page(page(ARTICLE))
    assert article.text == "\n\n".join(PROSE)
    assert (article.url, article.canonical_url, article.site) == (URL, URL, "bao.example.vn")
    assert (article.language, article.reader) == ("vi", "html/3")


def test_plain_text_goes_to_the_text_reader() -> None:
    text = "Ký hợp tác với Thụy Điển\n\n" + "\n\n".join(PROSE)
    assert parse_page(page(text, kind="text/plain; charset=utf-8")).reader.startswith("text/")


def test_html_served_as_text_is_html() -> None:
    assert parse_page(page(ARTICLE, kind="text/plain")).reader == "html/3"


def test_the_header_names_the_encoding() -> None:
    raw = "<h1>Café à Zürich, une coopération</h1>" + f"<p>{'Le café est très apprécié à Zürich. ' * 5}</p>"
    article = parse_page(page(raw.encode("cp1252"), kind="text/html; charset=windows-1252"))
    assert article.title == "Café à Zürich, une coopération"


def test_explaining_changes_nothing_but_the_list() -> None:
    told = explain_page(page(ARTICLE.replace("</h1>", "</h1><nav>Trang chủ</nav>")))
    assert [block.text for block in told.stripped] == ["Trang chủ"]
    assert told.paragraphs == PROSE


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t", Reason.EMPTY),
        (b"%PDF-1.7 ...", Reason.BINARY),
        (b"<p>\x00\x01\x02</p>", Reason.BINARY),
        (b"\x89PNG\r\n\x1a\n", Reason.BINARY),
        (b'{"error": 1}', Reason.NOT_HTML),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', Reason.NOT_HTML),
        (b"<html><body><h1>Anh dep trong ngay</h1></body></html>", Reason.NO_BODY),
        (f"<div><p>{PROSE[0]}</p><p>{PROSE[1]}</p></div>".encode(), Reason.NO_TITLE),
    ],
)
def test_what_is_no_page_of_text(body: bytes, expected: Reason) -> None:
    assert reason(body) is expected


def test_a_bad_status_is_no_article() -> None:
    assert reason(ARTICLE, status=404) is Reason.HTTP_STATUS


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bao.example.vn/suc-khoe.htm", Reason.LISTING),
        ("https://bao.example.vn/suc-khoe/", Reason.LISTING),
        ("https://bao.example.vn/", Reason.HOME),
        ("https://bao.example.vn/tim-kiem?q=hop-tac", Reason.SEARCH),
        ("https://bao.example.vn/tags/thuy-dien.html", Reason.SEARCH),
    ],
)
def test_pages_of_headlines(url: str, expected: Reason) -> None:
    listing = (
        f"<html><body><h1><a href='/suc-khoe.htm'>Sức khỏe</a></h1><div class='list'>{cards(12)}</div></body></html>"
    )
    assert reason(listing, url) is expected


def test_an_article_with_many_related_headlines_is_an_article() -> None:
    assert (
        parse_page(page(ARTICLE.replace("</body>", f"<div class='related'>{cards(12)}</div></body>"))).paragraphs
        == PROSE
    )


@pytest.mark.parametrize(
    "title",
    [
        "404 - Không tìm thấy trang", "Trang bạn yêu cầu không tồn tại", "Page not found", "500 Internal Server Error",
        "Internal Server Error", "504 Gateway Time-out", "The service is temporarily unavailable", "Lỗi 500",
        "Máy chủ đang quá tải",
    ],
)  # fmt: skip
def test_soft_error_pages(title: str) -> None:
    assert (
        reason(f"<title>{title}</title><h1>{title}</h1><p>{'Hãy quay về trang chủ của báo. ' * 8}</p>")
        is Reason.ERROR_PAGE
    )


@pytest.mark.parametrize(
    "title",
    [
        "Lợi ích của quả hồng với tim mạch", "404 ca mắc mới tại ba tỉnh miền Trung", "500 internal medicine doctors",
        "Bệnh viện đặt máy chủ mới",
    ],
)  # fmt: skip
def test_headlines_that_only_look_like_errors(title: str) -> None:
    assert parse_page(page(ARTICLE.replace("Ký hợp tác với Thụy Điển", title))).title == title


def test_a_login_wall() -> None:
    wall = "<h1>Ký hợp tác</h1><p>Vui lòng đăng nhập để đọc tiếp.</p><form><input type=password></form>"
    assert reason(f"<html><body>{wall}</body></html>") is Reason.LOGIN_WALL


def test_a_body_that_a_script_must_decode() -> None:
    cipher = "U2FsdGVkX19" * 40
    assert reason(f"<html><body><h1>Ký hợp tác</h1><div><p>{cipher}</p></div></body></html>") is Reason.ENCRYPTED_BODY


# --- hostile input ----------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    ["<p>", "</p>", "<div class=author>", "</div>", "<h1>", "<table>", "<td>", "<br>", "<a href=x>", "</a>", "<li>",
     '<script type="application/ld+json">', "</script>", '{"@type":"NewsArticle"', "<time datetime=2026-99-99>",
     "<img>",
     "<meta content=x property=og:title>", "Ảnh: A", "Theo B", PROSE[0], "\ufdd0", "\x00", "&#0;", "<figure>", "'", '"']
)  # fmt: skip


@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=40).map("".join)), st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_input_is_an_article_or_a_reject(html: bytes | str, url: str) -> None:
    with contextlib.suppress(ParseError):  # any other error fails the test
        assert isinstance(parse_html(html, url), Article)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + PROSE[0],
        "<ul><li>" * 5_000 + PROSE[0],
        ARTICLE + "<div class='related date author'>" * 4_000,
        "<h1>Tiêu đề</h1><div>" + "một dòng <br>" * 20_000,
        "<h1>Tiêu đề</h1><div>" + "<a href=x>liên kết</a> " * 20_000,
        ARTICLE + "<table><tr><td>a</td><td>b</td></tr></table>" * 3_000,
        "<title>" + " - a" * 20_000 + "</title>" + ARTICLE,
        '<script type="application/ld+json">' + "[" * 50_000 + "</script>" + ARTICLE,
    ],
    ids=["nested", "lists", "marks", "breaks", "links", "tables", "title", "json"],
)
def test_large_and_deep_pages_end_soon(html: str) -> None:
    start = time.process_time()
    with contextlib.suppress(ParseError):
        parse_html(html, URL)
    assert time.process_time() - start < 3

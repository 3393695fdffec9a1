"""Does each field come from the right place of a page, and never from a wrong one?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from parsers import Article, Precision, parse_html

URL = "https://bao.example.vn/benh-vien-song-huong-ky-hop-tac-voi-thuy-dien-12345.html"
PROSE = (
    "Sáng nay, Bệnh viện Sông Hương ký biên bản ghi nhớ với một trường y của Thụy Điển về đào tạo bác sĩ tim mạch.",
    "Theo biên bản, mỗi năm mười hai bác sĩ trẻ của tỉnh sẽ sang học sáu tháng, chi phí do phía bạn tài trợ toàn bộ.",
    "Giám đốc bệnh viện cho biết khóa đầu tiên bắt đầu vào mùa thu, ưu tiên người đang làm việc ở tuyến huyện.",
)
BODY = '<div class="article-body">' + "".join(f"<p>{line}</p>" for line in PROSE) + "</div>"
H1 = "<h1>Bệnh viện Sông Hương ký hợp tác với Thụy Điển</h1>"


def read(head: str = "", top: str = H1, bottom: str = "", body: str = BODY, url: str = URL) -> Article:
    return parse_html(f'<html lang="vi"><head>{head}</head><body><main>{top}{body}{bottom}</main></body></html>', url)


def ld(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


# --- title ------------------------------------------------------------------------------------------------


def test_title_is_the_headline_a_reader_sees() -> None:
    article = read('<meta property="og:title" content="Bệnh viện Sông Hương hợp tác với Thụy Điển | Báo Tỉnh">')
    assert article.title == "Bệnh viện Sông Hương ký hợp tác với Thụy Điển"
    assert article.provenance["title"] == "h1"


@pytest.mark.parametrize(
    ("printed", "announced", "title"),
    [
        ("Bệnh viện ký hợp tác", "Thụy Điển: Bệnh viện ký hợp tác", "Thụy Điển: Bệnh viện ký hợp tác"),
        ("Y tế tỉnh nhà Bệnh viện ký hợp tác", "Bệnh viện ký hợp tác", "Bệnh viện ký hợp tác"),
        ("Bệnh viện ký hợp tác", "Bệnh viện ký hợp tác đào tạo", "Bệnh viện ký hợp tác"),
    ],
)
def test_a_kicker_belongs_to_the_headline_as_the_publisher_announces_it(
    printed: str, announced: str, title: str
) -> None:
    head = f'<meta property="og:title" content="{announced}">' + ld(headline=announced)
    assert read(head, top=f"<h1>{printed}</h1>").title == title


def test_title_without_h1_loses_the_name_of_the_site() -> None:
    head = '<meta property="og:site_name" content="Báo Tỉnh"><title>Ký hợp tác với Thụy Điển - Báo Tỉnh Y tế</title>'
    assert read(head, top="").title == "Ký hợp tác với Thụy Điển"


def test_an_h1_with_the_name_of_the_site_is_no_headline() -> None:
    head = '<meta property="og:site_name" content="Báo Tỉnh"><meta property="og:title" content="Ký hợp tác đào tạo">'
    assert read(head, top="<h1>Báo Tỉnh</h1>").title == "Ký hợp tác đào tạo"


def test_a_dash_inside_a_headline_is_no_suffix() -> None:
    assert read("<title>Việt Nam - Thụy Điển ký hợp tác về y tế</title>", top="").title == (
        "Việt Nam - Thụy Điển ký hợp tác về y tế"
    )


# --- dek --------------------------------------------------------------------------------------------------


def test_dek_keeps_its_dateline_and_leaves_the_body() -> None:
    sapo = "(TỈNH) - Mười hai bác sĩ trẻ sẽ sang Thụy Điển học mỗi năm."
    article = read(top=f'{H1}<h2 class="detail-sapo">{sapo}</h2>')
    assert article.dek == sapo
    assert article.paragraphs == PROSE


def test_a_place_set_apart_is_not_glued_to_the_dek() -> None:
    top = f'{H1}<p class="description"><span class="location-stamp">Huế</span>Mười hai bác sĩ sẽ đi học.</p>'
    assert read(top=top).dek == "Huế Mười hai bác sĩ sẽ đi học."


def test_the_summary_of_another_article_is_no_dek() -> None:
    card = (
        '<div class="card"><h3><a href="/x.html">Bài khác</a></h3>'
        '<div class="story__summary">Tóm tắt của bài khác.</div></div>'
    )
    assert read(bottom=card).dek is None


# --- authors ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "authors"),
    [
        ('<div class="author"><p class="name">Minh Hằng</p></div>', ("Minh Hằng",)),
        ('<p class="author">Theo Lan Hương</p>', ("Lan Hương",)),
        ('<div class="article-author">Vân Anh/dulich.tinh.vn</div>', ("Vân Anh",)),
        ('<div class="author">Trọng Nghĩa và 1 tác giả khác</div>', ("Trọng Nghĩa",)),
        ('<a rel="author" class="author">MINH HẰNG - NGHI VŨ</a>', ("Minh Hằng", "Nghi Vũ")),
        ('<span class="author">Báo Tỉnh</span>', ()),
        ('<span class="author">BAO.EXAMPLE.VN</span>', ()),
    ],
)
def test_authors_from_the_page(mark: str, authors: tuple[str, ...]) -> None:
    assert read('<meta property="og:site_name" content="Báo Tỉnh">', top=H1 + mark).authors == authors


def test_the_publisher_in_meta_is_no_author() -> None:
    assert (
        read('<meta name="author" content="Báo Tỉnh"><meta property="og:site_name" content="Báo Tỉnh">').authors == ()
    )


def test_json_ld_names_persons_and_not_organisations() -> None:
    people = [{"@type": "Person", "name": "Mai Lan"}, {"@type": "Organization", "name": "Thông tấn"}]
    assert read(ld(headline="x", author=people)).authors == ("Mai Lan",)


def test_json_ld_names_come_in_parts_or_by_reference() -> None:
    parts = [{"@type": "Person", "givenName": "Minh", "familyName": "Hà"}]
    assert read(ld(headline="Ký hợp tác", author=parts)).authors == ("Minh Hà",)
    graph = [
        {"@type": "NewsArticle", "headline": "Ký hợp tác", "author": [{"@id": "#an"}]},
        {"@id": "#an", "@type": "Person", "name": "Minh Hà"},
    ]
    assert read(f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>').authors == ("Minh Hà",)


def test_the_innermost_byline_is_the_name() -> None:
    top = H1 + '<div class="author">Minh Hà Biên Tập <span class="author-name">Minh Hà</span></div>'
    assert read(top=top).authors == ("Minh Hà",)


def test_the_last_right_aligned_line_signs_the_article() -> None:
    body = BODY.replace("</div>", '<p style="text-align:right"><strong>Lê Phương</strong></p></div>')
    article = read(body=body)
    assert article.authors == ("Lê Phương",)
    assert article.paragraphs == PROSE


# --- dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "top"),
    [
        (ld(headline="x", datePublished="2026-03-07T08:52:00.000 +07:00"), ""),
        ('<meta property="article:published_time" content="2026-03-07T08:52:00&#x2B;07:00">', ""),
        ('<meta property="article:published_time" content="2026-03-07T08:52:00">', ""),
        ("", '<time datetime="2026-03-07T08:52:00+07:00">hôm nay</time>'),
        ("", '<span class="date">Thứ bảy, 07/03/2026, 08:52 (GMT+7)</span>'),
    ],
)
def test_published_at_from_head_and_marks(head: str, top: str) -> None:
    at = read(head, top=H1 + top).published_at
    assert at is not None
    assert at.isoformat() == "2026-03-07T08:52:00+07:00"


def test_the_clock_of_the_page_is_no_date() -> None:
    clock = '<header><span class="system-date">Hôm nay: Thứ sáu 02/10/2026 18:38</span></header>'
    assert read(top=clock + H1).published_at is None


def test_a_date_far_from_the_headline_is_not_the_articles() -> None:
    page = (
        '<html><body><div><ul><li><div class="date">07/03/2026 08:00</div></li></ul></div>'
        f"<div><div><div><div><div><div><div>{H1}{BODY}</div></div></div></div></div></div></div></body></html>"
    )
    assert parse_html(page, URL).published_at is None


def test_the_address_gives_the_day_as_last_resort() -> None:
    article = read(url="https://bao.example.vn/ky-hop-tac-196260307071308923.htm")
    assert (article.published_from, article.published_precision) == ("address", Precision.DAY)


def test_modified_at_is_not_published_at() -> None:
    article = read(
        ld(headline="x", datePublished="2026-03-07T08:00:00+07:00", dateModified="2026-03-08T09:00:00+07:00")
    )
    assert article.published_at is not None
    assert article.modified_at is not None
    assert (article.modified_at - article.published_at).days == 1


# --- the rest ---------------------------------------------------------------------------------------------


def test_double_escaped_entities_are_text() -> None:
    page = f"{ld(headline='Chi&amp;#7871;n d&#7883;ch ti&#234;m ch&#7911;ng')}<title></title>"
    assert read(page, top="").title == "Chiến dịch tiêm chủng"


def test_section_is_the_path_without_the_front_page() -> None:
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "item": {"name": name}} for name in ("Trang chủ", "Sức khỏe", "Khỏe &amp; đẹp")
        ],
    }
    head = f'<script type="application/ld+json">{json.dumps(crumbs)}</script>'
    assert read(head).section == "Sức khỏe > Khỏe & đẹp"


def test_section_of_several_breadcrumbs_is_the_active_one() -> None:
    top = (
        '<ul class="breadcrumb"><li><a href="/hoi">Hội</a></li></ul>'
        '<ul class="breadcrumb active"><li><a href="/y">Y tế</a></li></ul>'
    )
    assert read(top=top + H1).section == "Y tế"


def test_captions_are_fields_and_not_text() -> None:
    picture = "<figure><img src=a.jpg><figcaption>Hai bên tại lễ ký. Ảnh: BV cung cấp</figcaption></figure>"
    table = "<table><tr><td><img src=b.jpg></td></tr><tr><td>Phòng mổ mới</td></tr></table>"
    article = read(body=BODY.replace("</p><p>", f"</p>{picture}{table}<p>", 1))
    assert set(article.captions) == {"Hai bên tại lễ ký. Ảnh: BV cung cấp", "Phòng mổ mới"}
    assert article.paragraphs == PROSE


def test_source_line_gives_publisher_and_address() -> None:
    line = (
        '<p><strong>Nguồn: <a href="https://goc.example.org/bai-99887.html">Ký hợp tác với Thụy Điển</a></strong></p>'
    )
    article = read(body=BODY.replace("</div>", f"{line}</div>"))
    assert article.source_url == "https://goc.example.org/bai-99887.html"
    assert article.paragraphs == PROSE


@pytest.mark.parametrize(
    "claim", ["https://bao.example.vn/", "https://bao.example.vn/tin-tuc", "https://khac.vn/a-b-c-d-1.html"]
)
def test_a_canonical_link_that_names_no_article_of_the_site_is_not_believed(claim: str) -> None:
    assert read(f'<link rel="canonical" href="{claim}">').canonical_url == URL


def test_canonical_link_of_the_article_is_believed() -> None:
    claim = "https://bao.example.vn/y-te/ky-hop-tac-12345.html"
    assert read(f'<link rel="canonical" href="{claim}">').canonical_url == claim

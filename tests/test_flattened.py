"""Do flattened pages know the user's own sites and the furniture of a site, and is one article under many links one?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parsers import Page, ParseError, Reason, parse_html, parse_page, parse_text
from parsers.furniture import block_key
from parsers.sites import load_sites
from tests.test_article import PROSE, URL, cards

INVITATION = "Bạn đọc có câu hỏi về sức khỏe xin gửi về tòa soạn, bác sĩ sẽ trả lời vào sáng thứ bảy hằng tuần."
FLAT = "Ký hợp tác với Thụy Điển\n\n" + "\n\n".join((*PROSE, INVITATION))
SITE = 'name = "bao-cua-toi"\ntitle = "Báo Của Tôi"\nhosts = ["bao.example.vn"]\nlanguage = "vi"\n'


def test_a_site_of_the_users_own_is_known(tmp_path: Path) -> None:
    (tmp_path / "bao.example.vn.toml").write_text(SITE, encoding="utf-8")
    sites = load_sites(tmp_path)
    article = parse_page(Page(URL, FLAT.encode(), datetime(2026, 3, 7, tzinfo=UTC), headers={}), sites)
    assert article.site == "bao-cua-toi"
    reprint = parse_text(f"{FLAT}\nNguồn: {URL}", "https://bao-khac.example.vn/tin-1.html", sites)
    assert (reprint.site, reprint.source_name, reprint.source_url) == ("bao-khac.example.vn", "Báo Của Tôi", URL)


def test_furniture_of_the_site_is_left_out() -> None:
    furniture = {"bao.example.vn": frozenset([block_key(INVITATION)])}
    article = parse_text(FLAT, URL, furniture=furniture)
    assert article.paragraphs == PROSE
    assert [block.rule for block in article.stripped if block.text == INVITATION] == ["furniture of the site"]
    assert INVITATION in parse_text(FLAT, "https://bao-khac.example.vn/tin-1.html", furniture=furniture).paragraphs


TITLE = "Bệnh viện Sông Hương ký hợp tác với Thụy Điển"
SLUG = "benh-vien-song-huong-ky-hop-tac-voi-thuy-dien"
TEXT = "".join(f"<p>{line * 2}</p>" for line in PROSE)
PAGE = f"<html lang=vi><body><div><h1>{TITLE}</h1>{TEXT}{{}}</div></body></html>"


def test_an_address_that_is_the_headline_names_one_article() -> None:
    assert parse_html(PAGE.format(cards(16)), f"https://bao.example.vn/{SLUG}-12345.html").title == TITLE


def test_another_address_of_the_same_page_does_not() -> None:
    with pytest.raises(ParseError) as refused:
        parse_html(PAGE.format(cards(16)), "https://bao.example.vn/tin-moi-nhat-trong-ngay-cua-ban-doc.html")
    assert refused.value.reason == Reason.LISTING

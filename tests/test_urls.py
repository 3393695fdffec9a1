"""Do two ways to write one address meet in one canonical address, and stay two addresses apart?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.urls import canonical, domain, host, is_home, same_site, slug_words


@pytest.mark.parametrize(
    "written",
    [
        "https://www.bao.vn/y-te/hop-tac-123.html",
        "https://m.bao.vn/y-te/hop-tac-123.html",
        "HTTPS://BAO.VN:443/y-te/hop-tac-123.html",
        "https://bao.vn/y-te/hop-tac-123.html#binh-luan",
        "https://bao.vn/y-te/hop-tac-123.html?utm_source=zalo&fbclid=x&zarsrc=30",
        "https://bao.vn/y-te/hop-tac-123.html?",
        "https://user:pass@bao.vn/y-te/hop-tac-123.html/",
        " https://bao.vn/y-te/hop-tac-123.html;jsessionid=9A8B ",
        "https://bao.vn/y%2Dte/hop-tac-123.html",
    ],
)
def test_ways_to_write_one_address(written: str) -> None:
    assert canonical(written) == "https://bao.vn/y-te/hop-tac-123.html"


@pytest.mark.parametrize(
    "url",
    [
        "https://bao.vn/?p=720567",
        "https://moh.gov.vn/index.jsp?aid=1&cid=2&pageId=3",
        "http://127.0.0.1:8080/a",
        "https://e.bao.vn/news/a-1.html",
        "https://bao.vn/a%2Fb",
        "urn:sha256:00ff",
    ],
)
def test_what_selects_the_page_stays(url: str) -> None:
    assert canonical(url) == url


def test_vietnamese_letters_have_one_form() -> None:
    assert canonical("https://bao.vn/y-tế") == canonical("https://bao.vn/y-t%e1%ba%bf") == "https://bao.vn/y-t%E1%BA%BF"


def test_an_amp_page_is_its_article() -> None:
    assert (
        canonical("https://amp.bao.vn/a-1.html")
        == canonical("https://bao.vn/a-1.amp.html")
        == "https://bao.vn/a-1.html"
    )
    assert canonical("https://bao.vn/a-1/amp/") == "https://bao.vn/a-1"


@given(st.text(max_size=60))
def test_canonical_never_fails_and_is_stable(text: str) -> None:
    for url in (text, f"https://{text}", f"https://bao.vn/{text}"):
        once = canonical(url)
        assert canonical(once) == once


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://bao.vn", True),
        ("https://bao.vn/", True),
        ("https://bao.vn/index.html", True),
        ("https://bao.vn/en_US/home", True),
        ("https://bao.vn/trang-chu?utm_source=x", True),
        ("https://bao.vn/?p=12", False),
        ("https://bao.vn/home-care-for-the-old", False),
        ("", False),
    ],
)
def test_front_pages(url: str, home: bool) -> None:
    assert is_home(url) is home


def test_one_publisher_has_one_domain() -> None:
    assert same_site("https://e.bao.vn/x", "https://www.bao.vn/y")
    assert same_site("https://a.bao.com.vn", "https://bao.com.vn")
    assert not same_site("https://bao.com.vn", "https://tin.com.vn")
    assert not same_site("https://10.0.0.1/", "https://10.0.0.2/")
    assert domain("suckhoe.bao.org.vn") == "bao.org.vn"


def test_host_has_no_port_and_no_alias() -> None:
    assert host("https://www.Bao.vn:8443/x") == "bao.vn"
    assert host("no address") == ""


def test_slug_words_are_the_headline() -> None:
    assert slug_words("https://bao.vn/y-te/ky-hop-tac-voi-nhat-ban-196260307071308923.htm") == (
        "ky", "hop", "tac", "voi", "nhat", "ban",
    )  # fmt: skip

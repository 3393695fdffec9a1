"""Does the reader take any page, cut, mixed or built to hurt, and say nothing worse than ParseError?"""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import Article, ParseError, Reason, parse_html, parse_page
from parsers.model import Page
from tests.bench.extract_hostile import PAGES
from tests.bench.extract_scores import GOLDEN
from tests.warehouse_samples import NOON

REAL = [page.read_bytes() for page in sorted(GOLDEN.glob("*/*.html"))]
URL = "https://bao.example/suc-khoe/bai-viet-so-1.html"
CHARSETS = ("utf-8", "utf-16", "windows-1252", "windows-1258", "shift_jis", "big5", "cp437")
SPLICES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<script>", b"<!--", b"<![CDATA[", b"<plaintext>", b"</p>",
    b"<svg><p>", b"<template>", b"<table>", b"<select>", b"&#xD800;", b"\xef\xb7\x90p", b"<base href='x:'>", b"'\">",
    b"<a href='http://[::1'>", b"<link rel=canonical href='http://['>", b"<div>" * 300, b"<meta charset=klingon>",
    b"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":[[1]],\"datePublished\":{}}</script>",
    b"<script type='application/ld+json'>[{\"@id\":[],\"@type\":[null]}]</script>", b"<time datetime='9999-99-99T99'>",
)  # fmt: skip


def read(html: bytes) -> Article | None:
    """The article, checked to be text that can be stored; None if the page is refused."""
    try:
        article = parse_html(html, URL)
    except ParseError:
        return None
    said = "\n".join((article.text, article.title or "", article.dek or "", *article.authors, *article.captions))
    assert unicodedata.is_normalized("NFC", said)
    said.encode("utf-8")
    assert all(paragraph and "\n" not in paragraph for paragraph in article.paragraphs)
    return article


@given(st.sampled_from(REAL), st.data())
@settings(max_examples=60, deadline=None)
def test_a_real_page_cut_and_spliced_never_breaks_the_reader(html: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(html)))
        gone = data.draw(st.integers(0, 400))
        html = html[:at] + data.draw(st.sampled_from(SPLICES)) + html[at + gone :]
    read(html[: data.draw(st.integers(len(html) // 2, len(html)))])


@given(st.sampled_from(REAL), st.sampled_from(CHARSETS), st.sampled_from(CHARSETS), st.sampled_from(CHARSETS))
@settings(max_examples=40, deadline=None)
def test_no_charset_breaks_the_reader(html: bytes, sent: str, doubled: str, declared: str) -> None:
    body = html.decode("utf-8").encode(sent, "replace").decode(doubled, "replace").encode(sent, "replace")
    headers = {"content-type": f"text/html; charset={declared}"}
    with suppress(ParseError):
        parse_page(Page(url=URL, body=body, fetched_at=NOON, headers=headers))


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    read(b"<html><body><h1>" + noise)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_to_hurt_is_read_or_refused(name: str) -> None:
    read(PAGES[name](60_000).encode())


@pytest.mark.parametrize("name", ["deep, open", "deep, closed", "deep lists"])
def test_fifty_thousand_levels_are_refused_before_they_are_parsed(name: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_html(PAGES[name](600_000), URL)
    assert refused.value.reason == Reason.TOO_LARGE


def test_what_stands_before_a_script_that_never_ends_is_read() -> None:
    article = read(PAGES["open script"](60_000).encode())
    assert article is not None
    assert "x(1)" not in article.text


TEXT = "Bệnh viện Sông Hương ký hợp tác với một trường y của Thụy Điển về phẫu thuật tim cho trẻ sơ sinh. " * 3


def cp1258(text: str) -> bytes:
    """Vietnamese in windows-1258: the tone is a byte of its own behind the vowel."""
    tones = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")
    written = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", parts.translate(tones))
        written.append(bare + "".join(mark for mark in parts if mark not in parts.translate(tones)))
    return "".join(written).encode("cp1258")


@pytest.mark.parametrize("declared", ["", "utf-8", "windows-1258", "windows-1252", "iso-8859-1"])
@pytest.mark.parametrize("written", ["utf-8", "windows-1258"])
@pytest.mark.parametrize("meta", ["", "utf-8", "windows-1258"])
def test_vietnamese_comes_out_right_whatever_was_declared(declared: str, written: str, meta: str) -> None:
    label = f"<meta charset={meta}>" if meta else ""
    html = f"<html lang=vi><head>{label}<title>Hợp tác y tế</title></head><body><h1>Hợp tác y tế</h1><p>{TEXT}</p>"
    body = html.encode() if written == "utf-8" else cp1258(html)
    headers = {"content-type": f"text/html; charset={declared}"} if declared else {"content-type": "text/html"}
    article = parse_page(Page(url=URL, body=body, fetched_at=NOON, headers=headers))
    assert article.paragraphs == (TEXT.strip(),)
    assert article.title == "Hợp tác y tế"

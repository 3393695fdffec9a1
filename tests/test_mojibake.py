"""Is text that was encoded twice read as it was meant, and every other text left alone?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import parse_html, parse_text
from parsers.mojibake import repair
from tests.test_article import ARTICLE, PROSE, URL

LETTERS = "Bộ Y tế và Đại sứ quán Nhật Bản ký kết – “đào tạo” – ở Thừa Thiên Huế, ĂN UỐNG SẠCH SẼ, Ỹ, ỵ, à, í, Í"


def misread(text: str, codec: str) -> str:
    """UTF-8 read in a wrong encoding, with the five bytes that windows-1252 leaves out as browsers read them."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize("turns", [1, 2])
def test_what_was_encoded_twice_comes_back(codec: str, turns: int) -> None:
    text = LETTERS
    for _ in range(turns):
        text = misread(text, codec)
    assert text != LETTERS
    assert repair(text) == LETTERS


@pytest.mark.parametrize(
    "text",
    [
        LETTERS * 20,
        "NÃO É BOM, SÃO PAULO À NOITE, «Â» e «Ã» " * 20,
        "Chữ “Bộ Y tế” mã hóa hai lần sẽ thành “Bá»™ Y táº¿”, và tòa soạn đã sửa lỗi ấy trong ngày.",
        "It’s “fine” — naïve café, 5 € a day " * 20,
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert repair(text) == text


@given(st.text(max_size=200))
def test_nothing_crashes_it(text: str) -> None:
    repair(text)
    repair(misread(text.encode("utf-8", "replace").decode(), "cp1252") * 3)


def test_a_page_and_a_flattened_page_are_read_as_meant() -> None:
    article = parse_html(misread(ARTICLE, "cp1252").encode(), URL)
    assert (article.title, article.paragraphs, article.language) == ("Ký hợp tác với Thụy Điển", PROSE, "vi")
    flat = "Ký hợp tác với Thụy Điển\n\n" + "\n\n".join(PROSE)
    assert parse_text(misread(flat, "latin-1")).paragraphs == parse_text(flat).paragraphs

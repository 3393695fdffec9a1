"""Is the text of a page right whatever encoding it claims?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.charset import decode, read_bytes

TEXT = "Bộ Y tế và đối tác Thụy Điển ký kết hợp tác về đào tạo bác sĩ ở Huế, giữ vững tiến độ."


def page(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body><p>{TEXT}</p></body></html>'


def test_utf8_needs_no_label() -> None:
    assert TEXT in decode(page("x").encode())


def test_valid_utf8_beats_a_wrong_label() -> None:
    assert TEXT in decode(page("iso-8859-1").encode(), "windows-1252")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_wins(codec: str) -> None:
    assert decode(page("windows-1252").encode(codec), "windows-1252").startswith("<html>")


@pytest.mark.parametrize("declared", ["", "windows-1258", "iso-8859-1"])
def test_windows_1258_is_seen_by_its_tones(declared: str) -> None:
    base = "aâăeêioôơuưyAÂĂEÊIOÔƠUƯY"
    apart = "".join(
        char if char in base or char in "đĐ" else _tone_apart(char) for char in unicodedata.normalize("NFC", TEXT)
    )
    read = decode(apart.encode("cp1258"), declared)
    assert unicodedata.normalize("NFC", read) == TEXT


def _tone_apart(char: str) -> str:
    """A letter as windows-1258 writes it: the vowel with its hat, then the tone."""
    parts = unicodedata.normalize("NFD", char)
    tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
    rest = "".join(mark for mark in parts if mark not in tones)
    return unicodedata.normalize("NFC", rest) + tones


def test_western_pages_stay_western() -> None:
    assert decode("Café à Zürich – 5 €".encode("cp1252")) == "Café à Zürich – 5 €"


def test_the_label_in_the_page_counts() -> None:
    assert "越南" in decode('<meta charset="gb2312"><p>越南'.encode("gbk"))


def test_one_cut_character_does_not_cost_the_page() -> None:
    assert decode(page("utf-8").encode() + "ế".encode()[:2]).count("\ufffd") == 1


@given(st.binary(max_size=200), st.text(max_size=12))
def test_any_bytes_give_text(body: bytes, declared: str) -> None:
    assert isinstance(decode(body, declared), str)


@pytest.mark.parametrize("shift", range(4))
def test_a_letter_may_stand_on_any_border_of_what_is_looked_at_at_once(shift: int) -> None:
    body = ("x" * shift + TEXT * 400).encode()
    assert read_bytes(body) is body
    assert decode(body + b"\xe1") == body.decode() + "\ufffd"
    assert isinstance(read_bytes(body[:20_000] + b"\xff" + body[20_000:]), str)

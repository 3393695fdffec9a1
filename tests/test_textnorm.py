"""Is text brought to one normal form?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.textnorm import clean, fold, unescape, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Bệnh\u00a0viện \t\n Bạch\u200bMai ", "Bệnh viện BạchMai"),
        (unicodedata.normalize("NFD", "Đức Thịnh"), "Đức Thịnh"),
        ("a\x07b\x00c", "abc"),
        ("soft\u00adhyphen\ufeff", "softhyphen"),
        ("", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Đỗ Thị ĐÔNG", "do thi dong"), ("Hòa Hoà", "hoa hoa"), ("Straße", "strasse"), ("TP.HCM", "tp.hcm")],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_unescape_resolves_what_was_escaped_twice() -> None:
    assert unescape("Th&amp;ocirc;ng &amp; tin") == "Thông & tin"


def test_words_drop_punctuation_and_marks() -> None:
    assert words("Bệnh viện “Nhi” (TP.HCM)") == ["benh", "vien", "nhi", "tp", "hcm"]


@given(st.text())
def test_clean_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\n" not in once

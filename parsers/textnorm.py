"""Text -> text in one normal form: Unicode composed, white space folded, and a folded form for matching."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

# Zero-width marks, soft hyphens and byte order marks carry nothing a reader sees. The joiners U+200C/D shape
# Persian script and emoji; in Vietnamese and English news they are only left-overs of an editor.
# Controls and halves of surrogate pairs are no text at all: UTF-8 cannot even write the latter.
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
# The blocks "Combining Diacritical Marks" (Unicode 16, chapter 7.9). Signs that other scripts combine, such as
# vowels, are letters to their readers and stay.
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_LINE = 300  # characters: longer texts are not folded twice
_WORD = re.compile(r"[^\W_]+")


def clean(text: str) -> str:
    """Return `text` as NFC on one line: every run of white space is one blank, no control characters."""
    text = text.strip()
    if text.isprintable():  # so no white space but blanks, no zero-width marks, no lone surrogates
        if "  " not in text:  # nearly always: lines are cleaned once and asked often
            return _composed(text)
    else:
        text = " ".join(text.split())
        if text.isprintable():  # only its lines were broken
            return _composed(text)
        text = _UNSEEN.sub("", text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _composed(text: str) -> str:
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics (đ -> d), for matching and search."""
    if text.isascii():
        return text.lower()
    return _folded_line(text) if len(text) <= _LINE else _folded(text)


def _folded(text: str) -> str:
    lower = text.casefold()
    if lower.isascii():
        return lower
    bare = _MARKS.sub("", unicodedata.normalize("NFD", lower))
    return unicodedata.normalize("NFC", bare).replace("đ", "d")


_folded_line = lru_cache(maxsize=1024)(_folded)  # one line is asked what it is by many, one after the other


def unescape(text: str) -> str:
    """Return `text` with HTML entities resolved, twice: feeds often escape what was already escaped."""
    return html.unescape(html.unescape(text))


def words(text: str) -> list[str]:
    """Return the folded words of `text` in order, without punctuation; for comparing two lines."""
    return _WORD.findall(fold(text))

"""Text -> its sentences with their places, for what must be proved by the exact words."""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers.sentences import CAPITALS


class Span(NamedTuple):
    """A piece of a text: `text[start:end]`."""

    start: int
    end: int


_SHORTS = frozenset(  # a point behind these ends no sentence
    ["tp", "tx", "tt", "q", "p", "th", "ths", "bs", "gs", "pgs", "ts", "cn", "ks", "ck", "ckii", "cki", "ông", "bà",
     "dr", "mr", "mrs", "ms", "prof", "st", "no", "vol", "inc", "ltd", "co", "corp", "jr", "sr", "vs", "etc",
     "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"]
)  # fmt: skip
_STOP = re.compile(r"[.!?…][.!?…]*[\"”’)\]]*")  # one sign first, by itself: `re` then skips all other letters at once
_NEXT = re.compile(rf"\s+[\"“‘(\[•–-]*\s?[{CAPITALS}\d]")
_GLUED = re.compile(rf"[{CAPITALS}][^\W\d_{CAPITALS}]")  # flattened pages lose the blank: "...phổi.Theo Bộ Y tế"
_LINE = re.compile(r"[^\n]+")


def split_sentences(text: str) -> list[Span]:
    """Return the sentences in order, without blanks at their ends; a line break ends one, an abbreviation does not."""
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        for hit in _STOP.finditer(text, start, end):
            if _ends_here(text, start, hit):
                spans.append((start, hit.end()))
                start = hit.end()
        spans.append((start, end))
    return [span for span in (_stripped(text, *span) for span in spans) if span.start < span.end]


def _ends_here(text: str, start: int, stop: re.Match[str]) -> bool:
    if _NEXT.match(text, stop.end()):
        return not (stop.group().startswith(".") and _is_short(text, start, stop.start()))
    before = text[stop.start() - 2 : stop.start()]
    return (
        before.islower()
        and before.isalpha()
        and bool(_GLUED.match(text, stop.end()))
        and not _is_short(text, start, stop.start())
    )


def _is_short(text: str, start: int, stop: int) -> bool:
    """Whether the word before a point is an abbreviation or a single capital (an initial)."""
    pieces = text[max(start, stop - 12) : stop].rsplit(None, 1)
    word = pieces[-1].rpartition("(")[2] if pieces and not text[stop - 1].isspace() else ""
    return word.lower().rpartition(".")[2] in _SHORTS or (len(word) == 1 and word.isupper())


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end].rstrip()
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece))

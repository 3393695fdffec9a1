"""Text -> its sentences with their places, for what must be proved by the exact words."""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers.sentences import CAPITALS


class Span(NamedTuple):
    """A piece of a text: `text[start:end]`."""

    start: int
    end: int


_SHORT = (  # a point behind these ends no sentence
    "tp tx tt q p th ths ts bs gs pgs dr mr mrs ms prof st no vol ông bà ths.bs cn ks ck ckii cki u.s u.k u.n inc ltd co corp jr sr vs etc jan feb mar apr jun jul aug sep sept oct nov dec"
)
_SHORTS = frozenset(_SHORT.split())
_END = re.compile(
    rf"[.!?…]+[\"”’)\]]*(?=\s+[\"“‘(\[•–-]*\s?[{CAPITALS}\d])|(?<=[^\W\d_{CAPITALS}][^\W\d_{CAPITALS}])[.!?…](?=[{CAPITALS}][^\W\d_{CAPITALS}])|[\"”](?=\s+[{CAPITALS}])(?<=[.!?…][\"”])"
)
_LAST_WORD = re.compile(r"[^\s(]+$")


def split_sentences(text: str) -> list[Span]:
    """Return the sentences in order, without blanks at their ends; a line break ends one, an abbreviation does not."""
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for hit in _END.finditer(text, line.start(), line.end()):
            if hit.group().startswith(".") and _is_short(text, start, hit.start()):
                continue
            spans.append(Span(start, hit.end()))
            start = hit.end()
        spans.append(Span(start, line.end()))
    return [span for span in (_stripped(text, *span) for span in spans) if span.start < span.end]


def _is_short(text: str, start: int, stop: int) -> bool:
    """Whether the word before a point is an abbreviation or a single capital (an initial)."""
    hit = _LAST_WORD.search(text, start, stop)
    word = hit.group() if hit else ""
    return word.lower().rpartition(".")[2] in _SHORTS or word.lower() in _SHORTS or (len(word) == 1 and word.isupper())


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))

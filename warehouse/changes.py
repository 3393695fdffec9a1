"""Two versions of a text -> what changed: one word for it, a diff that a person can read, and the figures replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from parsers.fingerprint import content_hash
from parsers.textnorm import fold

_CONTEXT = 4  # unchanged words shown on each side of a change
_MOST_WORDS = 40  # of a passage that was taken out or put in, before its middle is left out
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}([-.])\d{1,2}\1\d{2,4}|\d{1,2}[h:]\d{0,2}")
_AROUND = ',.;!?()[]“”"'  # signs at a word that do not belong to it
# What stands before a number that is a day, month, year or hour, folded: "ngày 5", "tháng 3", "in 2024", "5 May".
_DATE_WORD = re.compile(
    r"(?:ngay|thang|nam|mung|luc|hom|on|in|at|since|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|gio)$"
)
_CORRECTION = re.compile(
    r"\b(?:dinh chinh|xin loi ban doc|thanh that xin loi|toa soan xin loi|bai viet da duoc (?:chinh sua|cap nhat lai)|"
    r"correction|corrected|an earlier version of this|this (?:article|story) has been (?:amended|corrected))\b"
)

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_MOST_COMPARED = 1_000_000  # words by words; above, a passage was replaced whole
_NO_WORDS = "only spacing or paragraphs changed"

Text = tuple[str, str]  # title, body
Span = tuple[int, int, int, int]  # words from and to in the old text, words from and to in the new one


@dataclass(frozen=True, slots=True)
class Place:
    """One changed place: the words taken out and put in, with the unchanged ones around them."""

    before: Sequence[str]
    gone: Sequence[str]
    come: Sequence[str]
    after: Sequence[str]
    is_title: bool = False
    in_quote: bool = False

    @property
    def is_cosmetic(self) -> bool:
        """Whether only case, signs or tone placement differ."""
        return content_hash(" ".join(self.gone)) == content_hash(" ".join(self.come))


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened between two versions; `figures_before` and `figures_after` are pairs, place by place."""

    kind: str
    diff: str
    figures_before: tuple[str, ...]
    figures_after: tuple[str, ...]


def changes(old: Text, new: Text) -> Changes:
    """Return what changed from `old` to `new`.

    `kind` is the weightiest: correction (a notice that something was put right came in), figure, date, quote (words
    between quotation marks), name (words with a capital inside a sentence), headline, text, cosmetic.
    """
    places = list(_places(old, new))
    pairs = [pair for place in places for pair in _figures(place)]
    return Changes(
        kind=_kind(places),
        diff="\n".join(map(_shown, places)) or _NO_WORDS,
        figures_before=tuple(gone for gone, _ in pairs),
        figures_after=tuple(come for _, come in pairs),
    )


def _kind(places: Sequence[Place]) -> str:
    real = [place for place in places if not place.is_cosmetic]
    if any(_CORRECTION.search(fold(" ".join(place.come))) for place in real):
        return "correction"
    if any(_figures(place) for place in real):
        return "figure"
    for kind, applies in (("date", _is_date), ("quote", _is_quote), ("name", _is_name)):
        if any(applies(place) for place in real if not place.is_title):
            return kind
    if any(place.is_title for place in real):
        return "headline"
    return "text" if real else "cosmetic"


def _is_date(place: Place) -> bool:
    return bool(place.gone and place.come) and any(_dates(place.before, words) for words in (place.gone, place.come))


def _is_quote(place: Place) -> bool:
    return place.in_quote


def _is_name(place: Place) -> bool:
    """Whether a name took the place of another: capitals on both sides, and not only as a sentence begins."""
    starts = not place.before or place.before[-1][-1:] in ".!?:…"
    return all(any(word[:1].isupper() for word in words[starts:] or words) for words in (place.gone, place.come)) and (
        not starts or min(len(place.gone), len(place.come)) > 1
    )


def _figures(place: Place) -> list[tuple[str, str]]:
    """Figures that took another's place, in order; those of a date are not figures."""
    gone, come = (_plain_figures(place.before, words) for words in (place.gone, place.come))
    if len(gone) != len(come):
        return []
    return [(old, new) for old, new in zip(gone, come, strict=True) if old != new]


def _plain_figures(before: Sequence[str], words: Sequence[str]) -> list[str]:
    dates = _dates(before, words)
    return [figure for place, word in enumerate(words) if place not in dates for figure in _FIGURE.findall(word)]


def _dates(before: Sequence[str], words: Sequence[str]) -> set[int]:
    """Places of the words that are, or belong to, a date or an hour."""
    found = set()
    previous = before[-1] if before else ""
    for place, word in enumerate(words):
        if _DATE.fullmatch(word.strip(_AROUND)) or (
            word[:1].isdigit() and _DATE_WORD.search(fold(previous.strip(_AROUND)))
        ):
            found.add(place)
        previous = word
    return found


def _places(old: Text, new: Text) -> Iterator[Place]:
    yield from _changed([old[0].split()], [new[0].split()], is_title=True)
    yield from _changed(_sentences(old[1]), _sentences(new[1]))


def _sentences(body: str) -> list[list[str]]:
    return [sentence.split() for sentence in _SENTENCE_END.split(body)]


def _changed(old: Sequence[list[str]], new: Sequence[list[str]], *, is_title: bool = False) -> Iterator[Place]:
    """Sentences are aligned first: comparing whole articles word by word is quadratic."""
    gone, come = ([word for sentence in text for word in sentence] for text in (old, new))
    starts, now_starts = ([0, *accumulate(map(len, text))] for text in (old, new))
    matcher = SequenceMatcher(None, [" ".join(one) for one in old], [" ".join(one) for one in new], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            block = starts[i], starts[j], now_starts[k], now_starts[m]
            yield from (_place(gone, come, words, is_title) for words in _differing(gone, come, block))


def _differing(old: Sequence[str], new: Sequence[str], block: Span) -> Iterator[Span]:
    a, b, c, d = block
    if (b - a) * (d - c) > _MOST_COMPARED:
        yield block
        return
    for tag, i, j, k, m in SequenceMatcher(None, old[a:b], new[c:d], autojunk=False).get_opcodes():
        if tag != "equal":
            yield a + i, a + j, c + k, c + m


def _place(old: Sequence[str], new: Sequence[str], words: Span, is_title: bool) -> Place:
    i, j, k, m = words
    return Place(
        before=old[max(i - _CONTEXT, 0) : i],
        gone=old[i:j],
        come=new[k:m],
        after=old[j : j + _CONTEXT],
        is_title=is_title,
        in_quote=_open_quote(old[:i]) and _open_quote(new[:k]),
    )


def _open_quote(words: Sequence[str]) -> bool:
    """Whether a quotation began and has not ended."""
    text = " ".join(words)
    curly = text.count("“") + text.count("«") - text.count("”") - text.count("»")
    return curly > 0 or text.count('"') % 2 == 1


def _shown(place: Place) -> str:
    parts = ["…", *place.before] if place.before else []
    if place.gone:
        parts.append(f"[-{_short(place.gone)}-]")
    if place.come:
        parts.append(f"{{+{_short(place.come)}+}}")
    return " ".join([*parts, *place.after, "…"] if place.after else parts)


def _short(words: Sequence[str]) -> str:
    if len(words) <= _MOST_WORDS:
        return " ".join(words)
    half = _MOST_WORDS // 2
    return " ".join([*words[:half], f"… ({len(words) - 2 * half} words) …", *words[-half:]])

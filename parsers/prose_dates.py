"""A sentence and the day its article appeared -> the date it tells, as exactly as it is told. No year is invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from parsers import months

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY_NO_YEAR = "day_no_year"


@dataclass(frozen=True, slots=True)
class ToldDate:
    """A date in prose: the first day of the span that `precision` says, None where the year is not known."""

    on: date | None
    precision: str  # day, month, year, day_no_year
    printed: str
    start: int


_YEAR = r"(?P<y>(?:19|20)\d{2})"
_VI = rf"(?P<vi>\d{{1,2}}|{months.VIETNAMESE})"
_EN = rf"(?P<en>{months.ENGLISH})"
_DAY = r"(?P<d>\d(?<![\d/.,-]\d)\d?)"  # the digit first, by itself: `re` then skips all that is none at once
_DAY_FORMS = (
    re.compile(rf"{_DAY}\s?(?P<s>[/-])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?{_YEAR}(?!\d)"),
    re.compile(rf"{_DAY}\s+thang\s+{_VI}(?:\s*,?(?:\s+nam)?\s+{_YEAR})?(?!\d)"),
    re.compile(rf"\b{_EN}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?!\d)"),
    re.compile(rf"{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_EN}\b(?:,?\s+{_YEAR})?"),
    re.compile(
        r"(?:ngay|sang|chieu|trua|toi|dem|hom|tu|\()\s?(?P<d>\d{1,2})\s?[/-]\s?(?P<m>\d{1,2})"
        r"(?![\d%]|\s?[/-]\s?\d|\s?(?:trieu|ty|nguoi|ca|ngay|thang|nam)\b)(?P<y>)"
    ),
)
_MONTH_FORMS = (
    re.compile(rf"\bthang\s+{_VI}(?:\s?[/-]\s?|\s*,?\s+nam\s+){_YEAR}(?!\d)"),
    re.compile(rf"\b(?P<en>{months.ENGLISH}),?\s+(?P<y>(?:19|20)\d{{2}})(?!\d)"),
)
_YEAR_FORM = re.compile(r"\b(?:nam|in|since|back in)\s+(?P<y>(?:19|20)\d{2})(?!\s?[-–]\s?\d|\d)")
_RELATIVE = re.compile(
    r"\b(?:(?P<today>hom nay|sang nay|chieu nay|toi nay|today|this morning)"
    r"|(?P<yesterday>hom qua|sang qua|chieu qua|toi qua|yesterday))\b"
)
_DIGIT = re.compile(r"\d")


def told_dates(sentence: str, published: date | None) -> Iterator[ToldDate]:
    """Yield the dates of a sentence, days before months before years.

    A day without a year takes the last such day up to `published`; without that its year stays unknown.
    """
    flat = months.fold_dates(sentence)
    if len(flat) != len(sentence):
        return
    yield from _relative(flat, sentence, published)
    if not _DIGIT.search(flat):
        return
    for form in _DAY_FORMS:
        yield from (told for hit in form.finditer(flat) if (told := _day(hit, sentence, published)))
    for form in _MONTH_FORMS:
        yield from (told for hit in form.finditer(flat) if (told := _span(hit, sentence, _month(hit), "month")))
    yield from (told for hit in _YEAR_FORM.finditer(flat) if (told := _span(hit, sentence, 1, "year")))


def _relative(flat: str, sentence: str, published: date | None) -> Iterator[ToldDate]:
    if published and (hit := _RELATIVE.search(flat)):
        on = published - timedelta(days=1 if hit["yesterday"] else 0)
        yield ToldDate(on, "day", sentence[hit.start() : hit.end()], hit.start())


def _month(hit: re.Match[str]) -> int:
    parts = hit.groupdict()
    if parts.get("en"):
        return months.european(parts["en"])
    word = parts.get("vi") or parts.get("m") or "0"
    return int(word) if word.isdigit() else months.vietnamese(word)


def _day(hit: re.Match[str], sentence: str, published: date | None) -> ToldDate | None:
    printed = sentence[hit.start() : hit.end()]
    month, day = _month(hit), int(hit["d"])
    if hit["y"]:
        on = _date(int(hit["y"]), month, day)
        return ToldDate(on, "day", printed, hit.start()) if on else None
    if not _date(2000, month, day):  # a leap year: 29 February is a day of some years
        return None
    on = _last(month, day, published) if published else None
    return ToldDate(on, "day" if on else DAY_NO_YEAR, printed, hit.start())


def _last(month: int, day: int, published: date) -> date | None:
    """The day in the year it was published, or in the year before if that lies more than a quarter ahead."""
    on = _date(published.year, month, day)
    if on and on > published + timedelta(days=92):
        return _date(published.year - 1, month, day)
    return on


def _span(hit: re.Match[str], sentence: str, month: int, precision: str) -> ToldDate | None:
    on = _date(int(hit["y"]), month, 1)
    return ToldDate(on, precision, sentence[hit.start() : hit.end()], hit.start()) if on else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_SPAN = re.compile(
    r"(?:từ|kể từ|đến|tới|hết|trước|sau|since|until|from|to|by)(?: ngày| tháng| đầu| cuối| năm)*\s*$", re.IGNORECASE
)


def date_of_deed(sentence: str, published: date | None, *, signed: bool) -> ToldDate | None:
    """Return the date on which something was done: no end of a span, and a bare year only for what was signed."""
    for told in told_dates(sentence, published):
        if told.precision == "year":
            if signed and not told.printed.lower().startswith("since"):
                return told
        elif not _SPAN.search(sentence, max(0, told.start - 20), told.start):
            return told
    return None

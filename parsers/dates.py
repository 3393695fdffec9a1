"""Text or address -> the moment it names, with the precision it was written in.

Every form is one that Vietnamese and English news pages print. Nothing is invented: a missing day or year is
never filled in, an impossible date is no date. Numbers are read day first (25/06/2020), as Vietnam does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from parsers import months
from parsers.cues import CUES
from parsers.model import ZONE, Moment, Precision
from parsers.textnorm import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_YEARS = range(1900, 2101)  # outside, a number of four digits is not a year of news

_OFFSET_HOURS = {  # RFC 822 section 5.1, and Indochina Time
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "ict": 7,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

# All patterns run on folded text: "Tháng mười hai" is "thang muoi hai".
_EN_MONTH = rf"(?P<en>{months.ENGLISH})\.?"
_MONTH = rf"(?P<en>{months.ENGLISH}|{months.OTHERS})\.?"
_VI_MONTH = rf"(?P<vi>\d{{1,2}}|{months.VIETNAMESE})"
_YEAR = r"(?P<y>\d{4})(?!\d)"
_DAY = r"(?<![\d/])(?<!\d[.,-])(?P<d>\d{1,2})"


# Groups: y, m (number), en or vi (month word), d.
_FULL = (
    re.compile(r"(?<![\d/])(?<!\d[.,-])(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d|[-/.]\d)"),
    re.compile(_DAY + r"\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?" + _YEAR),
    re.compile(_DAY + r",?\s+thang\s+" + _VI_MONTH + r"\s*,?(?:\s+nam)?\s+" + _YEAR),
    re.compile(r"\bthang\s+" + _VI_MONTH + r"\s+" + r"(?P<d>\d{1,2})\s*,\s*" + _YEAR),
    re.compile(r"\b" + _EN_MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+" + _YEAR),
    re.compile(_DAY + r"(?:st|nd|rd|th|\.|er)?(?:\s+(?:of|de))?[\s-]+" + _MONTH + r",?(?:\s+de)?[\s-]+" + _YEAR),
)  # fmt: skip
_MONTH_ONLY = (
    re.compile(r"\bthang\s+" + _VI_MONTH + r"(?:\s?[-/.]\s?|\s*,?\s+nam\s+)" + _YEAR),
    re.compile(r"\b" + _EN_MONTH + r",?\s+" + _YEAR),
)
_ALONE = (  # too weak to be found in running text: only when the text is nothing else
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})"),
    re.compile(r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})"),
)

_ZONE_MARK = (
    r"(?:\s*\(?\s*(?P<zone>z|(?:gmt|utc)\s?[+-]\s?\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}"
    r"|gmt|utc?|ict|[ecmp][sd]t)\b\s*\)?)?"
)
_CLOCK = (
    r"(?P<H>\d{1,2})\s?(?::\s?(?=\d\d)|(?:h|gio)(?![a-z])\s?)(?P<M>\d{2})?(?:\s?phut)?(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>am|pm|sa|ch|a\.m\.|p\.m\.)(?![a-z]))?"
)
_ISO = re.compile(  # ISO 8601, as machines write it; on text that is not folded
    r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})T(?P<H>\d{2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.\d+)?)?"
    r"(?P<zone>[+-]\d{2}:?\d{2})(?P<half>)"
)
_AFTER = re.compile(r"(?:t|[\s,|–—•·-]*(?:luc|at|vao luc)?\s*)" + _CLOCK + _ZONE_MARK)
_BEFORE = re.compile(r"(?<![\d:])" + _CLOCK + _ZONE_MARK + r"[\s,|–—•·-]*$")
_WEEKDAY = (
    r"(?:(?:thu\s+(?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7]"
    r"|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?)"
)
_DECORATION = re.compile(rf"(?:{_WEEKDAY}|ngay\b|[\s,|–—•·:()\[\]-]|luc\b)*")
_RELATIVE = re.compile(
    r"(?:khoang |about )?(?:\d+|mot|an?) "
    r"(?:(?:giay|phut|gio|ngay|tuan|thang|nam) truoc|(?:second|minute|min|hour|day|week|month|year)s? ago)\b"
    r"|(?:hom nay|hom qua|today|yesterday)(?=$|\W)"
)
_SECTION = re.compile(r"[^\W\d_][^.!?:;\"“”]{0,39}")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is only a date: its moment (None for "2 ngày trước"), and the section printed after it."""

    moment: Moment | None
    section: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    moment: Moment
    start: int
    end: int


def find_date(text: str, zone: str = ZONE) -> Moment | None:
    """Return the first full date in `text`, with its clock time if one stands beside it.

    A month with its year ("tháng 6-2025") counts only when there is no full date. A time without an offset is
    in `zone`; the result keeps the offset it was written with.
    """
    if exact := _ISO.fullmatch(text):
        return _moment(exact, zone, exact)
    found = _first(_flat(text), zone) if any(map(str.isdigit, text)) else None
    return found.moment if found else None


def parse_date(text: str, zone: str = ZONE) -> Moment | None:
    """Return the date that `text` is, or None if it says anything else; weekday and zone words may stand."""
    flat = _flat(text)
    found = _first(flat, zone)
    if found:
        rest = flat[: found.start], flat[found.end :]
        return found.moment if all(_DECORATION.fullmatch(_unlabelled(part)) for part in rest) else None
    return next((m for form in _ALONE if (hit := form.fullmatch(flat)) and (m := _moment(hit, zone))), None)


def date_line(text: str, zone: str = ZONE) -> DateLine | None:
    """Return what a line says that is only a date, optionally followed by a short section name; else None."""
    line = clean(text)
    flat = months.fold_dates(line)
    if len(flat) != len(line) or len(line) > 90:
        return None
    found = _full_date(flat, zone) if any(map(str.isdigit, flat)) else None
    start, end, moment = (found.start, found.end, found.moment) if found else (*_relative(flat), None)
    if not end or not _DECORATION.fullmatch(_unlabelled(flat[:start])):
        return None
    rest = flat[end:]
    cut = end + (hit.end() if (hit := _DECORATION.match(rest)) else 0)
    section = line[cut:].strip(" -–|·•,")
    return DateLine(moment, section) if not section or _is_section(section) else None


def is_date_line(text: str) -> bool:
    """Say whether a line is only a date or an age ("2 ngày trước"), optionally with a short section name."""
    return date_line(text) is not None


# Sites of one publishing system put the creation time into the article number; the numbers of a three-digit
# site prefix and YYMMDDHHMMSS with two or three digits more, or YYYYMMDDHHMMSSmmm. Blogs put the day into the
# path.
_STAMP = re.compile(r"(?<!\d)(?:20(?P<long>\d{12})\d{3}|\d{3}(?P<short>\d{12})\d{2,3})(?!\d)")
_PATH_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([/-])(\d{1,2})\2(\d{1,2})(?!\d)")


def address_date(url: str, zone: str = ZONE) -> Moment | None:
    """Return the day an article address carries (the page's creation, in `zone`), or None.

    The article may have been published later, minutes or days: a lower bound and a fallback, no more.
    """
    path = re.sub(r"^[a-z]+://[^/]*", "", url).partition("?")[0]
    for hit in _STAMP.finditer(path):
        digits = hit["long"] or hit["short"]
        if int(digits[6:8]) < 24 and int(digits[8:10]) < 60:
            return _day(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]), zone)
    days = (_day(int(hit[1]), int(hit[3]), int(hit[4]), zone) for hit in _PATH_DAY.finditer(path))
    return next((day for day in days if day), None)


def in_zone(moment: Moment, zone: str) -> Moment:
    """Return `moment`, which was read with the default zone, as a time in `zone` if it was written without offset."""
    if moment.at.tzinfo is not _zone(ZONE):
        return moment
    return replace(moment, at=moment.at.replace(tzinfo=_zone(zone)))


def _day(year: int, month: int, day: int, zone: str) -> Moment | None:
    try:
        return Moment(datetime(year, month, day, tzinfo=_zone(zone)), Precision.DAY)
    except ValueError:
        return None


def _flat(text: str) -> str:
    return months.fold_dates(clean(text))


def _first(flat: str, zone: str) -> _Found | None:
    """The earliest full date, or else the earliest month."""
    return _full_date(flat, zone) or _earliest(_MONTH_ONLY, flat, zone)


def _full_date(flat: str, zone: str) -> _Found | None:
    return _earliest(_FULL, flat, zone)


def _earliest(forms: tuple[re.Pattern[str], ...], flat: str, zone: str) -> _Found | None:
    found = [hit for form in forms for hit in _matches(form, flat, zone)]
    return min(found, key=lambda hit: (hit.start, -hit.end), default=None)


def _matches(form: re.Pattern[str], flat: str, zone: str) -> Iterator[_Found]:
    for hit in form.finditer(flat):
        clock = _clock_beside(hit, flat)
        moment = _moment(hit, zone, clock)
        if moment:
            start = min(hit.start(), clock.start()) if clock else hit.start()
            end = max(hit.end(), clock.end()) if clock else hit.end()
            yield _Found(moment, start, end)


def _clock_beside(date: re.Match[str], flat: str) -> re.Match[str] | None:
    """The clock time that stands right after or right before a full date."""
    if "d" not in date.re.groupindex:
        return None
    after = _AFTER.match(flat, date.end())
    if after:
        return after
    before = re.sub(rf"(?:{_WEEKDAY}|ngay|[\s,|–—•·-])+$", "", flat[: date.start()])
    return _BEFORE.search(before)


def _moment(date: re.Match[str], zone: str, clock: re.Match[str] | None = None) -> Moment | None:
    parts = date.groupdict()
    year, month = int(parts["y"]), _month(parts)
    day = int(parts["d"]) if parts.get("d") else 1
    month = 1 if month is None else month
    hour, minute, second, precision = _time(clock, parts)
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=_offset(clock) or _zone(zone))
    except ValueError:
        return None
    return Moment(at, precision) if year in _YEARS else None


def _month(parts: dict[str, str]) -> int | None:
    """The month's number; 0 (no date can have it) if its words make none."""
    if parts.get("en"):
        return months.european(parts["en"])
    word = parts.get("vi") or parts.get("m")
    if not word or word.isdigit():
        return int(word) if word else None
    return months.vietnamese(word)


def _time(clock: re.Match[str] | None, parts: dict[str, str]) -> tuple[int, int, int, Precision]:
    if clock is None:
        if parts.get("d"):
            return 0, 0, 0, Precision.DAY
        return 0, 0, 0, Precision.YEAR if _month(parts) is None else Precision.MONTH
    hour, half = int(clock["H"]), (clock["half"] or "")[:1]
    if hour <= 12 and half in ("p", "c"):
        hour = hour % 12 + 12
    elif hour == 12 and half in ("a", "s"):  # a 24-hour clock may carry AM or PM too: 15:58 PM, 00:01 AM
        hour = 0
    second = clock["S"]
    return hour, int(clock["M"] or 0), int(second or 0), Precision.SECOND if second else Precision.MINUTE


def _offset(clock: re.Match[str] | None) -> tzinfo | None:
    mark = re.sub(r"[\s:]", "", clock["zone"] or "") if clock else ""
    if not mark:
        return None
    signed = re.search(r"([+-])(\d{1,2}?)(\d{2})?$", mark)
    if not signed:
        hours = _OFFSET_HOURS[mark]
        return timezone(timedelta(hours=hours)) if hours else UTC
    size = timedelta(hours=int(signed[2]), minutes=int(signed[3] or 0))
    return timezone(-size if signed[1] == "-" else size) if size < timedelta(hours=24) else None


def _relative(flat: str) -> tuple[int, int]:
    """Where "2 ngày trước" stands at the start of the line; (0, 0) if it does not."""
    hit = _RELATIVE.match(flat)
    return (0, hit.end()) if hit else (0, 0)


def _unlabelled(flat: str) -> str:
    """The text without the words that announce a date ("Cập nhật:", "Posted on")."""
    for label in CUES.date.words:
        if flat.startswith(label):
            return flat[len(label) :]
    return flat


def _is_section(text: str) -> bool:
    return bool(_SECTION.fullmatch(text)) and text[0].isupper() and len(text.split()) <= 6


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)

"""Sheet -> what stands above the body (title, section, date line, byline); each line gets its role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.cues import CUES
from parsers.dates import DateLine, date_line
from parsers.lines import (
    Byline,
    byline,
    dateline,
    is_bullet,
    is_caption,
    is_related_heading,
    is_widget,
    tag_line,
)
from parsers.textnorm import fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.text_lines import Sheet

_DEEPEST = 40  # lines: a title stands above
_FEWEST, _MOST = 4, 45  # words of a title
_DENIED, _CONFIRMED = (
    0.25,
    0.6,
)  # part of the address's words that a line must not miss, and that prove a title
_WORDY = 1.4  # a sentence that uses all words of the address among many others is not the title
_TOLERANCE = 0.3  # an address drops signs and numbers; the first line that is nearly as like it is the title
_CRUMB = re.compile(rf"^(?:{CUES.crumbs.alternatives})\s*(?P<rest>.*)$")
_SEPARATOR = re.compile(r"\s*(?:[>»›/|→]+|\s-\s)\s*")


@dataclass(slots=True)
class Head:
    """What was read above the body."""

    title: str | None = None
    title_from: str = ""
    section: str | None = None
    section_from: str = ""
    date: DateLine | None = None
    byline: Byline | None = None
    end: int = 0  # the first line below the title


def read_head(sheet: Sheet, slug: Sequence[str]) -> Head:
    """Read the lines above the body and give them their roles. `slug` is the words of the address, if any."""
    head = Head()
    at, head.title_from = _find_title(sheet, slug)
    if at is not None:
        head.title = sheet.text(at).rstrip(" .")
        _above(sheet, at, head)
        sheet.roles[at] = "title"
        head.end = at + 1
    _below(sheet, head)
    return head


# --- the title --------------------------------------------------------------------------------------------


def _find_title(sheet: Sheet, slug: Sequence[str]) -> tuple[int | None, str]:
    """Where the title stands and what proves it."""
    deepest = min(_DEEPEST, len(sheet.lines))
    if len(slug) >= _FEWEST:
        likeness = [_likeness(sheet.text(at), slug) for at in range(deepest)]
        enough = max(_CONFIRMED, max(likeness, default=0) - _TOLERANCE)
        proved = next((at for at in range(deepest) if likeness[at] >= enough), None)
        if proved is not None:
            return proved, "address"
    limit = next((at for at in sheet.free(0, deepest) if _opens_text(sheet, at)), deepest)
    likely = [at for at in sheet.free(0, limit) if _can_be_title(sheet, at)]
    likely = [at for at in likely if len(slug) < _FEWEST or _likeness(sheet.text(at), slug) >= _DENIED]
    repeated = next((at for at in likely if _closes_crumb(sheet, at)), None)
    if repeated is not None:
        return repeated, "breadcrumb"
    long = [at for at in likely if len(words(sheet.text(at))) >= _FEWEST]
    if limit == deepest and not long:
        return None, ""
    best = next((at for at in long if len(words(sheet.text(at))) > 5), long[0] if long else None)
    return best, "first line"


def _opens_text(sheet: Sheet, at: int) -> bool:
    """Running text; a short first line that trails off ("...") may still be a title."""
    trails_off = sheet.text(at).endswith(("...", "…")) and len(words(sheet.text(at))) <= 30
    return sheet.lines[at].is_paragraph and not (at == 0 and trails_off)


def _likeness(line: str, slug: Sequence[str]) -> float:
    """The part of the address's words that a line has, in any order, less if it has many words more."""
    found = words(line)
    if not found or len(found) > max(_MOST, 2 * len(slug)):
        return 0.0
    shared = len(set(found) & set(slug))
    return min(shared / len(set(slug)), _WORDY * shared / len(set(found)))


def _can_be_title(sheet: Sheet, at: int) -> bool:
    text = sheet.text(at)
    if (
        sheet.lines[at].caption
        or len(words(text)) > _MOST
        or is_bullet(text)
        or re.search(r"(?<!\.)\.[\"”]?$|[:;,]$", text)
    ):
        return False
    no_title = (date_line, is_caption, is_widget, is_related_heading, tag_line)
    return not any(judge(text) for judge in no_title) and not _CRUMB.match(fold(text))


def _closes_crumb(sheet: Sheet, at: int) -> bool:
    """A breadcrumb above ends in the words of this line: "HomeNewsTitle"."""
    flat = _squeezed(sheet.text(at))
    return any(
        _CRUMB.match(fold(sheet.text(above))) and _squeezed(sheet.text(above)).endswith(flat) for above in range(at)
    )


def _squeezed(text: str) -> str:
    return "".join(words(text))


# --- above the title --------------------------------------------------------------------------------------


def _above(sheet: Sheet, title: int, head: Head) -> None:
    """All above the title is the page's head: menu, clock, breadcrumb. Only the breadcrumb says something."""
    for at in list(sheet.free(0, title)):
        crumb = _CRUMB.match(fold(sheet.text(at)))
        if crumb:
            head.section = _last_crumb(sheet, at, title, crumb.start("rest")) or head.section
            head.section_from = "breadcrumb" if head.section else ""
        sheet.give("breadcrumb" if crumb else "clock" if date_line(sheet.text(at)) else "page_head", at)


def _last_crumb(sheet: Sheet, at: int, title: int, start: int) -> str | None:
    """The section nearest to the article: glued to the title, set off by signs, or on lines of its own."""
    rest, name = sheet.text(at)[start:].strip(), sheet.text(title)
    rest = rest.removesuffix(name)
    steps = [step for step in _SEPARATOR.split(rest) if step]
    if not rest:
        steps = [sheet.text(below) for below in sheet.free(at + 1, title) if len(sheet.text(below).split()) <= 5]
        steps = [step for step in steps if not date_line(step)]
    section = steps[-1].strip() if steps else ""
    return section if section and len(section.split()) <= 6 else None


# --- between title and body -------------------------------------------------------------------------------


def _below(sheet: Sheet, head: Head) -> None:
    """Read date, section, byline and tools below the title, up to the first paragraph."""
    start = head.end
    stop = next((at for at in sheet.free(start, len(sheet.lines)) if _opens_body(sheet, at)), start)
    for at in list(sheet.free(start, stop)):
        text = sheet.text(at)
        found = date_line(text)
        if found:
            _take_date(head, found)
            sheet.give("date_line", at)
        elif is_widget(text) or re.fullmatch(r"[\d.,]{1,7}[kK]?", text):  # a bare number counts shares or views
            sheet.give("furniture", at)
        elif head.title and text == head.title:
            sheet.give("title_again", at)
        elif not _take_signature(sheet, head, at) and head.title is None:
            break


def _opens_body(sheet: Sheet, at: int) -> bool:
    text = sheet.text(at)
    return sheet.lines[at].is_paragraph or bool(dateline(text)) or is_bullet(text)


def _take_date(head: Head, found: DateLine) -> None:
    """The first date below a title is the article's own; without a title it may be the page's clock."""
    if head.title is None:
        return
    head.date = head.date or (found if found.moment else None)
    if found.section and not head.section:
        head.section, head.section_from = found.section, "date line"


def _take_signature(sheet: Sheet, head: Head, at: int) -> bool:
    """A byline, alone or beside a date: "Minh Anh | 12/03/2024"."""
    text = sheet.text(at)
    whole = byline(text)
    parts = [] if whole else [part for part in re.split(r"\s+[|•·–-]\s+|\s*\|\s*", text) if part]
    dates = [date for part in parts if (date := date_line(part))]
    names = [name for part in parts if not date_line(part) and (name := byline(part))]
    signed = whole or (names[0] if len(names) == 1 and len(dates) + 1 == len(parts) else None)
    if head.title is None or signed is None:
        return False
    head.byline = head.byline or signed
    for date in dates:
        _take_date(head, date)
    sheet.give("byline", at)
    return True

"""What every kind of list has in common: the Listing, entries each once, times and titles as lists write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from parsers.dates import parse_date
from parsers.model import FeedEntry
from parsers.textnorm import clean, unescape

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ENTRIES = 50_000  # of one list: the sitemap protocol's own limit, https://www.sitemaps.org/protocol.html
SAME_FROM = 5  # entries with one time of change: fewer may have been edited together
AHEAD = timedelta(days=1)  # clocks differ, and so do zones
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_TAG = re.compile(r"</?(?:a|b|br|em|font|i|img|p|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list says: entries in the order printed, further sitemaps (newest first), the next page."""

    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    next_page: str | None = None
    warnings: tuple[str, ...] = ()


def collected(found: Iterable[FeedEntry | None]) -> tuple[FeedEntry, ...]:
    """Each address once, in order; what a later line knows more is added."""
    entries: dict[str, FeedEntry] = {}
    for entry in found:
        if entry is None:
            continue
        if len(entries) >= MAX_ENTRIES and entry.url not in entries:
            break
        entries[entry.url] = merged(entries[entry.url], entry) if entry.url in entries else entry
    return tuple(entries.values())


def believed(entries: tuple[FeedEntry, ...]) -> tuple[tuple[FeedEntry, ...], tuple[str, ...]]:
    """The entries without times of change that only say when the list was made: the same one everywhere."""
    changes = [entry.modified_at for entry in entries if entry.modified_at]
    if len(changes) < SAME_FROM or len(set(changes)) > 1:
        return entries, ()
    doubt = f"all entries changed at {changes[0]:%Y-%m-%d %H:%M} UTC, it says: not believed"
    return tuple(replace(entry, modified_at=None) for entry in entries), (doubt,)


def merged(first: FeedEntry, second: FeedEntry) -> FeedEntry:
    """What two lists say of one address: the first wins where it says anything, the later change always."""
    return replace(
        first,
        title=first.title or second.title,
        published_at=first.published_at or second.published_at,
        modified_at=max(filter(None, (first.modified_at, second.modified_at)), default=None),
    )


def writes_month_first(texts: Iterable[str | None], zone: str, now: datetime | None) -> bool:
    """Whether the slashed dates of a list ("5/12/2023 10:00:00 AM") have the month first, as ASP.NET writes them.

    Day first is the rule here; not when a second number is no month, or a date would lie after `now`.
    """
    found = [hit for text in texts if (hit := _SLASHED.match(text or ""))]
    if any(int(hit[1]) > 12 for hit in found):
        return False
    if any(int(hit[2]) > 12 for hit in found):
        return True
    dates = (entry_time(hit[0], zone) for hit in found)
    return now is not None and any(date > now + AHEAD for date in dates if date)


def entry_time(text: str | None, zone: str, *, month_first: bool = False) -> datetime | None:
    """A time as lists write it, in UTC; one without an offset is in `zone`. None for what is no time."""
    text = clean(text or "")
    if month_first:
        text = _SLASHED.sub(r"\2/\1/\3", text)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        found = parse_date(text, zone)
        if found is None:
            return None
        moment = found.at
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)


def entry_title(text: str | None) -> str | None:
    """A title without the mark-up that feeds leave in it; None for an empty one."""
    return clean(_TAG.sub(" ", unescape(text or ""))) or None


def absolute(base: str, address: str) -> str:
    """An address as it is meant on the page `base`; empty when nobody can say."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def is_web(url: str) -> bool:
    """Whether it is a whole http(s) address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)

"""First and last day -> which addresses and sitemaps may belong to that time. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parsers.dates import address_date
from parsers.model import FeedEntry

_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_/.]?(0[1-9]|1[0-2])(?!\d)|(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    def refusal(self, entry: FeedEntry, zone: str) -> str:
        """Why an entry is left out: "since" or "until"; empty for one inside, and for one without any date.

        Its date is the one that the list gives, else the one in its address, in the site's zone.
        """
        listed = entry.published_at or entry.modified_at
        found = address_date(entry.url)
        day = listed.astimezone(ZoneInfo(zone)).date() if listed else found.at.date() if found else None
        if day is None or self.since <= day <= self.until:
            return ""
        return "since" if day < self.since else "until"

    def may_list(self, sitemap: str) -> bool:
        """May a sitemap of this address list something of these days? Many are named for a month or a year."""
        hit = _MONTH.search(sitemap.partition("://")[2].partition("/")[2])
        if hit is None:
            return True
        year, month = int(hit[1] or hit[3]), int(hit[2] or 0)
        first = date(year, month or 1, 1)
        last = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1) - timedelta(days=1)
        return first <= self.until and self.since <= last

    def midnight(self, zone: str) -> datetime:
        """The start of the first day in this zone."""
        return datetime.combine(self.since, time(), ZoneInfo(zone))

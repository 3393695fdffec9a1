"""A paper, its Pieces and a visit -> Edition: what it shows then, where, in which order, at what time."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flows.demo.content import Piece
    from flows.demo.papers import Paper

DRAFTED = timedelta(minutes=37)  # a CMS stamps the address when the draft is made, before publication
LIST_PAGES = 3
DAYS = {
    "vi": ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật"),
    "en": tuple(calendar.day_name),
}
_MONTHS_VI = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
MONTHS = {"vi": tuple(f"Tháng {name}" for name in _MONTHS_VI), "en": tuple(calendar.month_name)[1:]}


@dataclass(frozen=True)
class Edition:
    """What one paper shows on one visit. `now` is the time on its clock: data, never the machine's clock."""

    paper: Paper
    written: tuple[Piece, ...]
    visit: int
    now: datetime
    everywhere: Mapping[str, str]  # "site/slug" -> address, of all papers

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Its articles as they stand, newest first."""
        shown = [p.on(self.visit) for p in self.written if p.visit <= self.visit]
        return tuple(sorted(shown, key=lambda p: (p.published, p.slug), reverse=True))

    @property
    def changed(self) -> datetime:
        """When anything in its lists was last touched."""
        return max((p.changed for p in self.pieces), default=self.now)

    @cached_property
    def listing_pages(self) -> tuple[tuple[Piece, ...], ...]:
        """The articles by listing page: three pages if the paper turns pages, else one."""
        size = len(self.pieces)
        if self.paper.next_page:
            size = -(-size // LIST_PAGES)
        return tuple(self.pieces[i : i + size] for i in range(0, len(self.pieces), max(size, 1)))

    def address(self, piece: Piece) -> str:
        """The full address of one of its articles."""
        return self.everywhere[f"{piece.site}/{piece.slug}"]

    def path(self, piece: Piece) -> str:
        """The address without the host."""
        return self.address(piece).removeprefix(self.paper.home)

    def source_address(self, piece: Piece) -> str:
        """Where a reprint says it comes from; `site/slug` in the article file means that demo article."""
        return self.everywhere.get(piece.source_url, piece.source_url)

    def related(self, piece: Piece, count: int) -> tuple[Piece, ...]:
        """The articles printed before it, round the end: same topics, never itself."""
        at = next(i for i, p in enumerate(self.pieces) if p.slug == piece.slug)
        return (self.pieces[at + 1 :] + self.pieces[:at])[:count]

    def date(self, pattern: str, at: datetime, section: str = "") -> str:
        """The moment as the paper prints it, on its own clock and in its own language."""
        words = {
            "day": DAYS[self.paper.language][at.weekday()],
            "month": MONTHS[self.paper.language][at.month - 1],
        }
        days = max(1, (self.now.date() - at.date()).days)
        return pattern.format(at=at, days=days, section=section, half="AM" if at.hour < 12 else "PM", **words)

    def list_date(self, piece: Piece, row: int) -> str:
        """The date beside a title in a list; papers mix several forms in one list."""
        forms = self.paper.list_dates
        return self.date(forms[row % len(forms)], piece.changed, piece.section) if forms else ""


def addresses(paper: Paper, pieces: Iterable[Piece]) -> dict[str, str]:
    """The address of each article of a paper, by `site/slug`; numbers rise with time, as a CMS gives them."""
    ordered = sorted(pieces, key=lambda p: (p.published, p.slug))
    return {
        f"{paper.name}/{p.slug}": paper.home
        + paper.address.format(slug=p.slug, number=211 + 17 * rank, created=p.published - DRAFTED)
        for rank, p in enumerate(ordered)
    }

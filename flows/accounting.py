"""What a site listed, what was known and what was done -> rows that add up, and when each list is asked again. Pure.

Every entry ends in exactly one place: known, or an article row of its own (fetched, not modified, skipped, failed).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.discover import NOT_ARTICLE, Discovered
from parsers.urls import canonical
from warehouse.rows import AddressRow, FetchRow, Kind, ListingRow, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from flows.plan import Plan

QUIET_SHARE = 8  # a list is asked again after an eighth of the time since it last had news: 1 h after 8 h of silence
LONGEST_REST = timedelta(days=1)


def accounted(
    found: Discovered, known: Mapping[str, AddressRow], plan: Plan, attempts: Iterable[FetchRow]
) -> tuple[FetchRow, ...]:
    """All rows of a visit: polls with their counts, skipped entries unless they were skipped before, and attempts.

    `known` says where addresses stood before, by canonical address. `attempts` are one row for each address that was
    to be fetched or left out for the run's own reasons.
    """
    polls = [row for row in found.fetches if row.kind is not Kind.ARTICLE]
    skipped = [row for row in found.fetches if row.kind is Kind.ARTICLE]
    quiet = [*(canonical(entry.url) for entry in plan.known), *(row.url for row in skipped if row.url in known)]
    held = Counter(found.origins[url] for url in quiet)
    fresh = Counter(poll for url, poll in found.origins.items() if url not in known)
    return (
        *(_counted(row, held, fresh) for row in polls),
        *(row for row in skipped if row.url not in known),
        *(replace(row, is_listed=row.url in found.origins) for row in attempts),
    )


def _counted(row: FetchRow, held: Mapping[UUID, int], fresh: Mapping[UUID, int]) -> FetchRow:
    if row.listed is None:
        return row
    return replace(row, known=held.get(row.fetch_id, 0), fresh=fresh.get(row.fetch_id, 0))


def set_aside(found: Discovered, known: Mapping[str, AddressRow]) -> tuple[AddressRow, ...]:
    """Rows that keep in mind which addresses of the site are no article's, so that they are told only once."""
    return tuple(
        AddressRow(url=row.url, site=row.site, listed_at=row.at, state=State.SKIPPED)
        for row in found.fetches
        if row.kind is Kind.ARTICLE and row.reason == NOT_ARTICLE and row.url not in known
    )


def rested(found: Discovered, fetches: Iterable[FetchRow], plan: Plan) -> tuple[ListingRow, ...]:
    """The lists with the time of their last news and of their next poll.

    When the run left out entries that a later one may want, the lists are to be read whole again.
    """
    fresh = {row.url: row.fresh or 0 for row in fetches if row.kind is not Kind.ARTICLE}
    waiting = {row.url for row in fetches if row.kind is not Kind.ARTICLE and not _answered(row)}
    rows = (row if row.url in waiting else _next_poll(row, fresh.get(row.url, 0)) for row in found.listings)
    if plan.skip:
        return tuple(replace(row, etag=None, last_modified=None, sha256=None) for row in rows)
    return tuple(rows)


def _answered(row: FetchRow) -> bool:
    return row.outcome in (Outcome.FETCHED, Outcome.NOT_MODIFIED)


def _next_poll(row: ListingRow, fresh: int) -> ListingRow:
    news_at = row.checked_at if fresh or row.news_at is None else row.news_at
    return replace(row, news_at=news_at, due_at=_due(row.checked_at, news_at))


def _due(checked_at: datetime, news_at: datetime) -> datetime | None:
    rest = min((checked_at - news_at) / QUIET_SHARE, LONGEST_REST)
    return checked_at + rest if rest else None

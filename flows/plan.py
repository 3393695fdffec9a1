"""Listed entries, known addresses and the time -> what to fetch now, later or never. Pure: nothing is asked.

A revisit looks for edits: 1 h, 6 h, 1 d, 7 d and 30 d after first sight, then never; sooner when a list says
that the article changed since the last visit. An address that fails in a way that may pass is tried again
after 10, 40, 160 and 640 minutes; after the fifth failure it is refused. That its host pauses or is down is no
failure of an address. In an AddressRow `attempts` counts the visits of a held address and the failures of one that
is due.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from parsers.model import FeedEntry
from parsers.urls import canonical
from warehouse.rows import AddressRow, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flows.fetched import Fetched

REVISITS = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 7 * 24, 30 * 24))  # after first sight
STEPS = tuple(late - early for early, late in zip((timedelta(0), *REVISITS), REVISITS, strict=False))
FIRST_RETRY = timedelta(minutes=10)
MAX_FAILURES = 5
FOR_GOOD = frozenset({Outcome.ROBOTS, Outcome.TOO_LARGE})  # unless the fetcher says when to ask again


@dataclass(frozen=True, slots=True)
class Plan:
    """Every entry stands in exactly one of these.

    `later` are entries over the limit: keep each with `postponed`. `skip` are left out by the caller's own
    wish, with the reason; `known` are held, gone, refused or waiting: nothing is to be done about them.
    """

    fetch: tuple[FeedEntry, ...] = ()
    later: tuple[FeedEntry, ...] = ()
    skip: tuple[tuple[FeedEntry, str], ...] = ()
    known: tuple[FeedEntry, ...] = ()

    def left_out(self) -> Iterable[tuple[FeedEntry, str]]:
        """The entries that are not asked for, with the reason."""
        return (*self.skip, *((entry, "limit") for entry in self.later))


def decide(
    entries: Iterable[FeedEntry],
    known_addresses: Mapping[str, AddressRow],
    now: datetime,
    limit: int | None = None,
    since: datetime | None = None,
) -> Plan:
    """What to do with each entry; new ones first, then those due again. `now` and `since` are aware.

    Addresses in `known_addresses`, by their canonical form, that are due and not listed any more are fetched too:
    none is forgotten. An entry dated before `since` is skipped; one without a date is not.
    """
    listed = {canonical(entry.url): entry for entry in entries}
    rest = (row for url, row in known_addresses.items() if url not in listed and row.state is not State.SKIPPED)
    unlisted = sorted(rest, key=_due_first)
    known: list[FeedEntry] = []
    skip: list[tuple[FeedEntry, str]] = []
    new: list[FeedEntry] = []
    again: list[FeedEntry] = []
    for url, entry in listed.items():
        address = known_addresses.get(url)
        date = entry.modified_at or entry.published_at
        if address is not None and not is_due(address, entry, now):
            known.append(entry)
        elif since and date and date < since:
            skip.append((entry, "since"))
        else:
            (again if address and address.state is State.HELD else new).append(entry)
    for row in unlisted:
        entry = FeedEntry(row.asked_url or row.url)
        if is_due(row, entry, now):
            (again if row.state is State.HELD else new).append(entry)
    wanted = [*new, *again]
    cut = len(wanted) if limit is None else limit
    return Plan(tuple(wanted[:cut]), tuple(wanted[cut:]), tuple(skip), tuple(known))


def is_due(address: AddressRow, entry: FeedEntry, now: datetime) -> bool:
    """Whether an address is to be fetched now, by its own time or because a list says that it changed."""
    if address.state is State.SKIPPED:  # the site's file has changed: it is an article's address now
        return True
    if address.state is State.DUE:
        return address.due_at is None or address.due_at <= now
    if address.state is not State.HELD:
        return False
    told = listed_change(entry)
    changed = told is not None and told > (address.changed_at or address.listed_at)
    return changed or (address.due_at is not None and address.due_at <= now)


def listed_change(entry: FeedEntry) -> datetime | None:
    """The newest time a list gives an entry."""
    return max(filter(None, (entry.modified_at, entry.published_at)), default=None)


def postponed(entry: FeedEntry, address: AddressRow | None, site: str, now: datetime) -> AddressRow:
    """The row that keeps an entry over the limit for the next run."""
    if address is None or address.state is State.SKIPPED:
        return _first_row(entry, site, now)
    return replace(address, due_at=min(now, address.due_at or now))


def _first_row(entry: FeedEntry, site: str, now: datetime) -> AddressRow:
    url = canonical(entry.url)
    asked_url = "" if url == entry.url else entry.url
    return AddressRow(url=url, site=site, listed_at=now, state=State.DUE, due_at=now, asked_url=asked_url)


def next_state(
    address: AddressRow | None, entry: FeedEntry, fetched: Fetched, now: datetime, site: str = ""
) -> AddressRow:
    """Where an address stands after a fetch of its entry. `site` names the site of one that had no row yet."""
    if address is None or address.state is State.SKIPPED:
        address = _first_row(entry, site, now)
    if told := listed_change(entry):
        address = replace(address, changed_at=max(told, address.changed_at or told))
    if fetched.outcome is Outcome.GONE:
        return replace(address, state=State.GONE, due_at=None, attempts=0)
    if address.state is State.HELD:
        return _revisited(address, fetched, now)
    if fetched.outcome in (Outcome.FETCHED, Outcome.NOT_MODIFIED):
        return replace(address, state=State.HELD, attempts=1, due_at=now + STEPS[0])
    return _failed(address, fetched, now)


def recovered(address: AddressRow | None, fetched: Fetched, site: str) -> AddressRow:
    """Where an address stands whose page was found in the archive of a run that never ended.

    It may have been noted before the end or not, so a held one only rests as after a first visit.
    """
    if address is None or address.state is not State.HELD:
        address = next_state(address, FeedEntry(fetched.url), fetched, fetched.at, site)
    elif address.due_at is not None:
        address = replace(address, due_at=max(address.due_at, fetched.at + STEPS[0]))
    return replace(address, changed_at=max(fetched.at, address.changed_at or fetched.at))


def _revisited(address: AddressRow, fetched: Fetched, now: datetime) -> AddressRow:
    """A held address after a visit. An early one begins its step anew; a failed one counts as a visit."""
    if _not_asked(fetched):
        return replace(address, due_at=fetched.retry_at)
    early = address.due_at is None or now < address.due_at
    visits = address.attempts + (not early)
    due_at = now + STEPS[visits - 1] if visits <= len(STEPS) else None
    return replace(address, attempts=visits, due_at=due_at)


def _failed(address: AddressRow, fetched: Fetched, now: datetime) -> AddressRow:
    if _not_asked(fetched):
        return replace(address, state=State.DUE, due_at=fetched.retry_at)
    failures = address.attempts + 1
    if failures >= MAX_FAILURES or (fetched.outcome in FOR_GOOD and fetched.retry_at is None):
        return replace(address, state=State.REFUSED, due_at=None, attempts=failures)
    again = now + FIRST_RETRY * 4 ** (failures - 1)
    return replace(address, state=State.DUE, attempts=failures, due_at=max(again, fetched.retry_at or again))


def _not_asked(fetched: Fetched) -> bool:
    """The host pauses, is down, or its robots.txt cannot be read: the address itself was not tried."""
    return fetched.elapsed_ms is None and fetched.retry_at is not None


def _due_first(address: AddressRow) -> datetime:
    return address.due_at or address.listed_at

"""A status -> Fetched: what became of one GET, and what each HTTP status means for us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from parsers.listing import absolute
from parsers.textnorm import unescape
from warehouse.rows import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from parsers.model import Page
    from warehouse.rows import PauseRow, RobotsRow

REFUSED = frozenset({401, 403, 429, 451})
REDIRECT = frozenset({301, 302, 303, 307, 308})
PAUSE = frozenset({429, 503})  # with Retry-After: RFC 6585 section 4, RFC 9110 section 15.6.4
REFRESH_PAGE = 8192  # bytes: a longer page has something to say itself
REFRESH_SECONDS = 10  # a page that leads on later than this is meant to be read first
_REFRESH = re.compile(
    rb"""<meta\b[^>]*http-equiv\s*=\s*["']?refresh\b[^>]*content\s*=\s*["']?\s*(\d{1,4})\s*[;,]\s*url\s*=\s*["']?([^"'>\s]+)""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one GET. `page` is there only when the outcome is FETCHED.

    `at` is aware, UTC; `elapsed_ms` counts the requests themselves, not the waiting for a turn; `bytes` the
    decoded body; `retry_at` is the earliest time to ask again, where one is known; `request` is the head of the last
    request as sent and `server` the address it went to.
    """

    url: str
    at: datetime
    outcome: Outcome
    status: int | None = None
    reason: str | None = None
    elapsed_ms: int | None = None
    bytes: int | None = None
    page: Page | None = None
    retry_at: datetime | None = None
    request: str = ""
    server: str = ""


class Stop(Exception):  # an outcome, not an error
    """The way to a page ends here. `unnamed`: because nobody knows the host by this name; `silent`: because it gave
    no answer at all, neither a good one nor a bad one.
    """

    def __init__(
        self,
        outcome: Outcome,
        reason: str,
        retry_at: datetime | None = None,
        *,
        unnamed: bool = False,
        silent: bool = False,
    ) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
        self.retry_at = retry_at
        self.unnamed = unnamed
        self.silent = silent


@dataclass(frozen=True, slots=True)
class Memory:
    """What one run learns of hosts and the next must know: how domains stand, and each robots.txt that was read."""

    pauses: tuple[PauseRow, ...] = ()
    robots: tuple[RobotsRow, ...] = ()


@dataclass(slots=True)
class Trip:
    """One address on its way through its redirects."""

    url: str
    address: str
    at: datetime
    status: int | None = None
    seconds: float = 0.0
    bytes: int | None = None
    request: str = ""
    server: str = ""

    def ended(
        self,
        outcome: Outcome,
        reason: str | None = None,
        page: Page | None = None,
        retry_at: datetime | None = None,
    ) -> Fetched:
        """What became of it, with what is known of the way so far."""
        elapsed = round(self.seconds * 1000) if self.seconds else None
        return Fetched(
            self.url,
            self.at,
            outcome,
            self.status,
            reason,
            elapsed,
            self.bytes,
            page,
            retry_at,
            self.request,
            self.server,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """One response, read to its end or to the cap."""

    status: int
    headers: dict[str, str]
    body: bytes
    complete: bool
    request: str = ""
    server: str = ""

    def leads_to(self, address: str) -> str:
        """The address that this answer of `address` sends us to, by status or by a page that says no more; or empty."""
        if self.status in REDIRECT and self.headers.get("location"):
            return absolute(address, self.headers["location"]) or self.headers["location"]
        if self.status != HTTPStatus.OK or len(self.body) > REFRESH_PAGE or b"<meta" not in self.body.lower():
            return ""
        found = _REFRESH.search(self.body)
        if not found or int(found[1]) > REFRESH_SECONDS:
            return ""
        target = absolute(address, unescape(found[2].decode("utf-8", "replace")))
        return "" if target.partition("#")[0] == address else target  # a page that only reloads itself


def outcome_of(status: int, *, conditional: bool) -> Outcome:
    """The outcome of a whole response by its status. A part (206) is no page, nor a 304 nobody asked for."""
    if status == HTTPStatus.NOT_MODIFIED and conditional:
        return Outcome.NOT_MODIFIED
    if status in REFUSED:
        return Outcome.BLOCKED
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Outcome.GONE
    whole = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES and status != HTTPStatus.PARTIAL_CONTENT
    return Outcome.FETCHED if whole else Outcome.HTTP_ERROR


def status_line(status: int) -> str:
    """The status in words, as a reason: "HTTP 403 Forbidden"."""
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"

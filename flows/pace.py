"""A domain and a delay -> its turn: one request at a time, never sooner than asked, pauses kept, also between runs."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from warehouse.rows import PauseRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

PATIENCE = 60.0  # seconds a run waits for one turn; a domain that wants more is left until a later run
FIRST_PAUSE = 30.0  # seconds after a refusal that names no time; doubles with each further one
DAY = 86400.0  # seconds that a domain is left alone at most; the address that was refused waits as long as it says
SLOW = 2.0  # times its last answer took, a slow host is left in peace
SLOWEST = 10.0  # but no more delays than these
TRIES = 5  # requests in a row without any answer, and the host counts as down
DOWN = 600.0  # seconds it is then left alone; four times as long with each further failure
ASKED, SILENT = "the host asked for a pause", "the host is down: no answer at all, several times in a row"


class HostPaused(Exception):  # not an error: the host asked for it, or is down
    """The next turn is further away than a run waits: `seconds` away. `is_down`: because nothing answers there."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(f"{reason}; {seconds:.0f} s of it are left")
        self.seconds = seconds
        self.is_down = reason == SILENT


@dataclass(slots=True)
class _Lane:
    """What is known of one domain's pace; times on the monotonic clock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_since: float = float("-inf")
    delay: float = 0.0  # as last asked for
    took: float = 0.0  # seconds that the last answer took
    paused_until: float = float("-inf")
    refusals: int = 0
    failures: int = 0
    reason: str = ASKED

    @property
    def free_at(self) -> float:
        return max(self.free_since + self.delay, self.paused_until)


class Pace:
    """The pace of every domain of one run. Its clock is monotonic: a changed wall clock cannot hurry it."""

    def __init__(
        self,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._lanes: defaultdict[str, _Lane] = defaultdict(_Lane)

    def recall(self, rows: Iterable[PauseRow], now: datetime) -> None:
        """Take up what earlier runs learned. `now` is aware: the time to which their times are compared."""
        for row in rows:
            lane = self._lanes[row.domain]
            lane.paused_until = self._clock() + (row.until - now).total_seconds()
            lane.refusals, lane.failures, lane.reason = row.refusals, row.failures, row.reason

    def learned(self, now: datetime) -> tuple[PauseRow, ...]:
        """How every domain of this run stands, for later runs."""
        return tuple(
            PauseRow(
                domain=domain,
                until=now + timedelta(seconds=max(0.0, self._closed_until(lane) - self._clock())),
                refusals=lane.refusals,
                failures=lane.failures,
                reason=lane.reason,
                set_at=now,
            )
            for domain, lane in sorted(self._lanes.items())
        )

    @asynccontextmanager
    async def turn(self, domain: str, delay: float) -> AsyncIterator[None]:
        """Wait until `delay` seconds after the end of the domain's last request; hold the domain while inside.

        A host that answers slowly is asked more slowly. Raises HostPaused, without waiting, when the wait would be
        longer than the run's patience.
        """
        lane = self._lanes[domain]
        async with lane.lock:
            lane.delay = max(delay, min(SLOW * lane.took, SLOWEST * delay))
            wait = lane.free_at - self._clock()
            if wait > self._patience:
                raise HostPaused(wait, lane.reason)
            if wait > 0:
                await self._sleep(wait)
            try:
                yield
            finally:
                lane.free_since = self._clock()

    def refused(self, domain: str, seconds: float | None) -> float:
        """Pause a domain that answered 429 or 503: for the seconds it named, else for longer each time.

        Returns the pause in seconds.
        """
        lane = self._lanes[domain]
        pause = min(DAY, FIRST_PAUSE * 2**lane.refusals if seconds is None else seconds)
        lane.refusals, lane.failures = min(lane.refusals + 1, 16), 0
        self._pause(lane, pause, ASKED)
        return pause

    def silent(self, domain: str) -> None:
        """A request got no answer at all: after several in a row the domain is left alone, longer each time."""
        lane = self._lanes[domain]
        lane.failures = min(lane.failures + 1, TRIES + 16)
        if lane.failures >= TRIES:
            self._pause(lane, min(DAY, DOWN * 4 ** (lane.failures - TRIES)), SILENT)

    def welcomed(self, domain: str, took: float) -> None:
        """The domain answered as usual, in so many seconds: its next refusal or failure is the first again."""
        lane = self._lanes[domain]
        lane.refusals = lane.failures = 0
        lane.took = took

    def _closed_until(self, lane: _Lane) -> float:
        """What a later run must keep of a lane: its pause, and a delay that is longer than a run waits."""
        return lane.free_at if lane.delay > self._patience else lane.paused_until

    def _pause(self, lane: _Lane, seconds: float, reason: str) -> None:
        lane.paused_until = max(lane.paused_until, self._clock() + seconds)
        lane.reason = reason


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date); None: unusable."""
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())

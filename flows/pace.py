"""A host and a delay -> its turn: one request at a time to a host, never sooner than asked, pauses kept."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

PATIENCE = 60.0  # seconds a run waits for one turn; a host that wants more is left until the next run
FIRST_PAUSE = 30.0  # seconds after a refusal that names no time; doubles with each further one


class HostPaused(Exception):  # not an error: the host asked for it
    """The next turn of this host is further away than a run waits. `seconds` says how far."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the host asked for a pause; {seconds:.0f} s of it are left")
        self.seconds = seconds


@dataclass(slots=True)
class _Lane:
    """What is known of one host's pace; times on the monotonic clock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_since: float = float("-inf")
    paused_until: float = float("-inf")
    refusals: int = 0


class Pace:
    """The pace of every host of one run. Its clock is monotonic: a changed wall clock cannot hurry it."""

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

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """Wait until `delay` seconds after the end of the host's last request; hold the host while inside.

        Raises HostPaused, without waiting, when the wait would be longer than the run's patience.
        """
        lane = self._lanes[host]
        async with lane.lock:
            wait = max(lane.free_since + delay, lane.paused_until) - self._clock()
            if wait > self._patience:
                raise HostPaused(wait)
            if wait > 0:
                await self._sleep(wait)
            try:
                yield
            finally:
                lane.free_since = self._clock()

    def refused(self, host: str, seconds: float | None) -> float:
        """Pause a host that answered 429 or 503: for the seconds it named, else for longer each time.

        Returns the pause in seconds.
        """
        lane = self._lanes[host]
        pause = FIRST_PAUSE * 2**lane.refusals if seconds is None else seconds
        lane.refusals += 1
        lane.paused_until = max(lane.paused_until, self._clock() + pause)
        return pause

    def welcomed(self, host: str) -> None:
        """The host answered as usual: its next refusal counts as the first again."""
        self._lanes[host].refusals = 0


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

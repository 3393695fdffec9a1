"""An address -> Fetched: one polite GET, its redirects followed, and what became of it.

Polite: robots.txt of every host on the way, one request at a time to a domain and a delay between two, pauses that it
asks for are kept, a host that is down is left alone, a block is recorded and never evaded. Which of that later runs
must know is the fetcher's `memory`. How one request is made safely: `flows/exchange.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flows import robots
from flows.addresses import with_www
from flows.exchange import Exchange
from flows.fetched import PAUSE, Answer, Fetched, Memory, Stop, Trip, outcome_of, status_line
from flows.pace import PATIENCE, HostPaused, Pace, retry_after
from parsers.model import Page
from parsers.sites import load_sites
from parsers.urls import domain
from parsers.urls import host as host_of
from warehouse.rows import Outcome, RobotsRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.settings import Settings

__all__ = ["Fetched", "Fetcher"]

MAX_REDIRECTS = 8
CLOSED_FOR = 3600.0  # seconds until a host is asked again whose robots.txt could not be read


class Fetcher:
    """Fetches pages for one run, which shares robots.txt, pace, pauses. Use as an async context manager.

    `recalled` is what earlier runs learned of the hosts.
    """

    def __init__(self, settings: Settings, recalled: Memory | None = None, patience: float = PATIENCE) -> None:
        self._settings = settings
        self._sites = load_sites(settings.sites)
        self._exchange = Exchange(settings, self._is_trusted)
        self._pace = Pace(patience)
        self._rules: dict[str, robots.Rules | Stop] = {}
        self._rules_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._robots = {row.url: row for row in recalled.robots} if recalled else {}
        self._pace.recall(recalled.pauses if recalled else (), datetime.now(UTC))

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exchange.aclose()

    @property
    def memory(self) -> Memory:
        """What is known of the hosts now, for later runs."""
        return Memory(self._pace.learned(datetime.now(UTC)), tuple(self._robots.values()))

    async def get(
        self, url: str, *, delay: float, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """One polite GET, redirects followed. `delay` is the site's, in seconds; the settings' own one wins.

        With `etag` or `last_modified` the request is conditional. Raises nothing for what a server does.
        """
        trip = Trip(url, url, datetime.now(UTC))
        delay = delay if self._settings.delay is None else self._settings.delay
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        asked = {name: value.encode() for name, value in conditions.items() if value}
        try:
            return self._judge(trip, await self._arrive(trip, delay, asked), conditional=bool(asked))
        except Stop as stop:
            return trip.ended(stop.outcome, stop.reason, retry_at=stop.retry_at)

    def _is_trusted(self, host: str) -> bool:
        site = self._sites.by_host(host)
        return site is not None and not site.verify_tls

    async def _arrive(self, trip: Trip, delay: float, conditions: Mapping[str, bytes]) -> Answer:
        """The last answer. Canonical addresses have lost `www.`: a host unknown without it is asked with."""
        try:
            return await self._follow(trip, delay, conditions)
        except Stop as stop:
            if not stop.unnamed or trip.address != trip.url or not with_www(trip.url):
                raise
        trip.address = with_www(trip.url)
        return await self._follow(trip, delay, conditions)

    async def _follow(self, trip: Trip, delay: float, conditions: Mapping[str, bytes]) -> Answer:
        """The answer at the end of the redirects; robots.txt is asked before each hop."""
        seen: set[str] = set()
        while len(seen) <= MAX_REDIRECTS:
            seen.add(trip.address)
            crawl_delay = await self._allowed(trip.address, delay)
            answer = await self._ask(trip, max(delay, crawl_delay), self._settings.max_bytes, conditions)
            following = answer.leads_to(trip.address)
            if not following:
                return answer
            trip.address = following
            if trip.address in seen:
                raise Stop(Outcome.HTTP_ERROR, f"redirects in a circle to {trip.address[:200]}")
        raise Stop(Outcome.HTTP_ERROR, f"more than {MAX_REDIRECTS} redirects")

    async def _allowed(self, url: str, delay: float) -> float:
        """The delay that robots.txt asks for; raises Stop when it forbids the address."""
        address = robots.address(url)
        if not address:
            raise Stop(Outcome.FAILED, f"not an http(s) address: {url[:200]}")
        async with self._rules_locks[address]:
            if address not in self._rules:
                self._rules[address] = self._held_rules(address) or await self._read_rules(address, delay)
        rules = self._rules[address]
        if isinstance(rules, Stop):
            again = rules.retry_at or _now_and(CLOSED_FOR)
            raise Stop(rules.outcome, f"robots.txt: {rules.reason}", again, unnamed=rules.unnamed)
        if refusal := rules.refusal(url):
            raise Stop(Outcome.ROBOTS, refusal, _now_and(CLOSED_FOR) if rules.closed else None)
        return rules.delay

    def _held_rules(self, address: str) -> robots.Rules | None:
        """The rules that were read less than a day ago, by whatever run."""
        row = self._robots.get(address)
        if row is None or datetime.now(UTC) - row.checked_at > robots.MAX_AGE:
            return None
        return robots.read_rules(row.status, row.rules.encode())

    async def _read_rules(self, address: str, delay: float) -> robots.Rules | Stop:
        """The rules of one authority. That a host gave no answer at all is remembered for the run, too."""
        trip = Trip(address, address, datetime.now(UTC))
        try:
            for _ in range(robots.MAX_REDIRECTS + 1):
                answer = await self._ask(trip, delay, robots.MAX_BYTES, {})
                following = answer.leads_to(trip.address)
                if not following:
                    break
                trip.address = following
        except Stop as stop:
            return stop
        rules = robots.read_rules(answer.status, answer.body)
        if not rules.closed:
            text = answer.body.decode("utf-8", "replace") if rules.file else ""
            self._robots[address] = RobotsRow(url=address, checked_at=trip.at, status=answer.status, rules=text)
        return rules

    async def _ask(self, trip: Trip, delay: float, limit: int, headers: Mapping[str, bytes]) -> Answer:
        """One request in the turn of its domain. A short rule tells the domain; two taken for one are only slower."""
        lane = domain(host_of(trip.address))
        try:
            async with self._pace.turn(lane, delay):
                trip.at, started = datetime.now(UTC), time.monotonic()
                try:
                    answer = await self._exchange.ask(trip.address, limit, headers)
                except Stop as stop:
                    if stop.silent:
                        self._pace.silent(lane)
                    raise
                finally:
                    trip.seconds += time.monotonic() - started
                self._note(lane, answer, time.monotonic() - started)
        except HostPaused as pause:
            outcome = Outcome.FAILED if pause.is_down else Outcome.BLOCKED
            raise Stop(outcome, str(pause), _now_and(pause.seconds)) from None
        trip.status, trip.bytes = answer.status, len(answer.body)
        trip.request, trip.server = answer.request, answer.server
        return answer

    def _note(self, lane: str, answer: Answer, took: float) -> None:
        if answer.status in PAUSE:
            self._pace.refused(lane, retry_after(answer.headers.get("retry-after"), datetime.now(UTC)))
        else:
            self._pace.welcomed(lane, took)

    def _judge(self, trip: Trip, answer: Answer, *, conditional: bool) -> Fetched:
        """What the last answer means, as a Fetched."""
        outcome = outcome_of(answer.status, conditional=conditional)
        if outcome is Outcome.NOT_MODIFIED:
            return trip.ended(outcome)
        if outcome is not Outcome.FETCHED:
            return trip.ended(outcome, status_line(answer.status), retry_at=_retry_at(answer))
        if not answer.complete:
            return trip.ended(Outcome.TOO_LARGE, f"more than {self._settings.max_bytes} bytes, or packed too tightly")
        final = trip.address if trip.address != trip.url else ""
        page = Page(trip.url, answer.body, trip.at, final, answer.status, answer.headers)
        return trip.ended(outcome, page=page)


def _retry_at(answer: Answer) -> datetime | None:
    named = answer.headers.get("retry-after") if answer.status in PAUSE else None
    seconds = retry_after(named, datetime.now(UTC))
    return None if seconds is None else _now_and(seconds)


def _now_and(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=min(seconds, 365 * 86400))

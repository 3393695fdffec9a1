"""An address -> Fetched: one polite GET and what became of it. The only module that knows httpx.

Polite: robots.txt of every host on the way, one request at a time and a delay between two, an honest
User-Agent, no cookies kept, pauses a host asks for are kept, a block is recorded and never evaded.
Safe: TLS verified, http(s) only, private addresses refused at each hop, caps on size, time and redirects.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx

from flows import robots
from flows.addresses import public_addresses, with_www
from flows.fetched import PAUSE, Answer, Fetched, Stop, Trip, outcome_of, status_line
from flows.pace import PATIENCE, HostPaused, Pace, retry_after
from flows.warc import decoded_headers
from parsers.feeds import absolute
from parsers.model import Page
from parsers.urls import host as host_of
from warehouse.rows import Outcome

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from flows.settings import Settings

__all__ = ["Fetched", "Fetcher"]

MAX_REDIRECTS = 8
CLOSED_FOR = 3600.0  # seconds until a host is asked again whose robots.txt could not be read
ERROR_BODY = 64 * 1024  # bytes of an unwanted body that are read so that the connection can be used again
CODINGS = frozenset({"gzip", "deflate", "identity", ""})
ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5"


class Fetcher:
    """Fetches pages for one run, which shares robots.txt, pace, pauses. Use as an async context manager."""

    def __init__(
        self,
        settings: Settings,
        transport: httpx.AsyncBaseTransport | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._settings = settings
        self._pace = Pace(patience)
        self._rules: dict[str, robots.Rules | Stop] = {}
        self._rules_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._client = httpx.AsyncClient(
            transport=transport or _Doors(settings.routes, settings.allow_private),
            headers={
                "User-Agent": robots.user_agent(settings.contact),
                "Accept": ACCEPT,
                "Accept-Encoding": "gzip, deflate",
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx.Timeout(settings.timeout, connect=settings.timeout / 3),  # room for a second address
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Fetcher:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

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
            if not answer.leads_on:
                return answer
            trip.address = absolute(trip.address, answer.headers["location"])
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
                self._rules[address] = await self._read_rules(address, delay)
        rules = self._rules[address]
        if isinstance(rules, Stop):
            again = rules.retry_at or _now_and(CLOSED_FOR)
            raise Stop(rules.outcome, f"robots.txt: {rules.reason}", again, unnamed=rules.unnamed)
        if refusal := rules.refusal(url):
            raise Stop(Outcome.ROBOTS, refusal, _now_and(CLOSED_FOR) if rules.closed else None)
        return rules.delay

    async def _read_rules(self, address: str, delay: float) -> robots.Rules | Stop:
        """The rules of one authority. That a host gave no answer at all is remembered for the run, too."""
        trip = Trip(address, address, datetime.now(UTC))
        try:
            for _ in range(robots.MAX_REDIRECTS + 1):
                answer = await self._ask(trip, delay, robots.MAX_BYTES, {})
                if not answer.leads_on:
                    break
                trip.address = absolute(trip.address, answer.headers["location"])
            return robots.read_rules(answer.status, answer.body)
        except Stop as stop:
            return stop

    async def _ask(self, trip: Trip, delay: float, limit: int, headers: Mapping[str, bytes]) -> Answer:
        """One request in the host's turn."""
        lane = host_of(trip.address)
        try:
            async with self._pace.turn(lane, delay):
                trip.at, started = datetime.now(UTC), time.monotonic()
                try:
                    answer = await self._exchange(trip.address, limit, headers)
                finally:
                    trip.seconds += time.monotonic() - started
                self._note(lane, answer)
        except HostPaused as pause:
            raise Stop(Outcome.BLOCKED, str(pause), _now_and(pause.seconds)) from None
        trip.status, trip.bytes = answer.status, len(answer.body)
        return answer

    async def _exchange(self, url: str, limit: int, headers: Mapping[str, bytes]) -> Answer:
        """One request and its body up to `limit` decoded bytes; raises Stop when no whole response came."""
        try:
            async with (
                asyncio.timeout(self._settings.timeout),
                self._client.stream(
                    "GET", url, headers=[(name.encode(), value) for name, value in headers.items()]
                ) as response,
            ):
                body, complete = await _read(response, limit)
                seen = decoded_headers(response.headers.multi_items())
                return Answer(response.status_code, seen, body, complete)
        except (TimeoutError, httpx.TimeoutException):
            raise Stop(Outcome.FAILED, f"no whole answer within {self._settings.timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Stop(Outcome.FAILED, _words(error), unnamed=isinstance(error, socket.gaierror)) from None

    def _note(self, lane: str, answer: Answer) -> None:
        if answer.status in PAUSE:
            self._pace.refused(lane, retry_after(answer.headers.get("retry-after"), datetime.now(UTC)))
        else:
            self._pace.welcomed(lane)

    def _judge(self, trip: Trip, answer: Answer, *, conditional: bool) -> Fetched:
        """What the last answer means, as a Fetched."""
        outcome = outcome_of(answer.status, conditional=conditional)
        if outcome is Outcome.NOT_MODIFIED:
            return trip.ended(outcome)
        if outcome is not Outcome.FETCHED:
            return trip.ended(outcome, status_line(answer.status), retry_at=_retry_at(answer))
        if not answer.complete:
            return trip.ended(Outcome.TOO_LARGE, f"more than {self._settings.max_bytes} bytes")
        final = trip.address if trip.address != trip.url else ""
        page = Page(trip.url, answer.body, trip.at, final, answer.status, answer.headers)
        return trip.ended(outcome, page=page)


class _Doors(httpx.AsyncBaseTransport):
    """One connection to each host, opened only to addresses that were looked at first.

    A name is resolved once and the request goes to the checked address itself, so a second DNS answer cannot
    lead it elsewhere; the Host header and the name in the certificate stay those of the address asked for.
    A routed host is reached in plain HTTP at its route, whatever the scheme: routes are for a newsroom on
    this machine.
    """

    def __init__(self, routes: Mapping[str, str], allow_private: bool) -> None:
        self._routes = routes
        self._allow_private = allow_private
        self._doors: dict[tuple[str, str, int], httpx.AsyncHTTPTransport] = {}
        self._addresses: dict[str, tuple[str, ...]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response of the first address that accepts a connection."""
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        name = url.raw_host.decode("ascii")
        if route := self._routes.get(name):
            address, _, route_port = route.rpartition(":")
            return await self._send(request, url.copy_with(scheme="http", host=address, port=int(route_port)))
        trouble: httpx.HTTPError = httpx.ConnectError("no address")
        for address in await self._resolved(name, port):
            try:
                return await self._send(request, url.copy_with(host=address, port=port))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                trouble = error
        self._addresses.pop(name, None)  # the name may have moved: ask again next time
        raise trouble

    async def _send(self, request: httpx.Request, to: httpx.URL) -> httpx.Response:
        name = request.url.raw_host.decode("ascii")
        key = (to.scheme, name, to.port or 0)
        if key not in self._doors:
            self._doors[key] = httpx.AsyncHTTPTransport(
                verify=_certificates(), trust_env=False, limits=httpx.Limits(max_connections=1)
            )
        extensions = {**request.extensions, "sni_hostname": name}
        pinned = httpx.Request(
            request.method, to, headers=request.headers.raw, stream=request.stream, extensions=extensions
        )
        return await self._doors[key].handle_async_request(pinned)

    async def _resolved(self, host: str, port: int) -> tuple[str, ...]:
        if host not in self._addresses:
            self._addresses[host] = await public_addresses(host, port, allow_private=self._allow_private)
        return self._addresses[host]

    async def aclose(self) -> None:
        """Close every connection."""
        for door in self._doors.values():
            await door.aclose()


@cache
def _certificates() -> ssl.SSLContext:
    """What TLS is verified with; read once, as reading takes longer than a GET."""
    return httpx.create_ssl_context(trust_env=False)


async def _read(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """The decoded body up to `limit` bytes, and whether that is all. Of an error only the start is read."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in CODINGS:  # one in another is refused too: each layer multiplies a bomb by a thousand
        raise Stop(Outcome.FAILED, f"content-encoding {coding[:50]} was not asked for")
    limit = limit if response.is_success else min(limit, ERROR_BODY)
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > limit:
            return bytes(body[:limit]), False
    return bytes(body), True


def _words(error: Exception) -> str:
    """What went wrong, as a reason: the system's words, or httpx's with their kind, as those may be empty."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return f"{type(error).__name__}: {error}"[:300].rstrip(": ")


def _retry_at(answer: Answer) -> datetime | None:
    named = answer.headers.get("retry-after") if answer.status in PAUSE else None
    seconds = retry_after(named, datetime.now(UTC))
    return None if seconds is None else _now_and(seconds)


def _now_and(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=min(seconds, 365 * 86400))

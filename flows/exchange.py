"""An address -> Answer: one request over HTTP and what came back. The only module that knows httpx.

Safe: TLS verified, private addresses refused, a name resolved once and the connection made to that very address, caps
on header, body, unpacking and time. Modest: one connection to a domain, no cookies kept, an honest User-Agent.
"""

from __future__ import annotations

import asyncio
import socket
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import httpx

from flows import robots
from flows.addresses import public_addresses
from flows.decoding import CODINGS, Body
from flows.fetched import Answer, Stop
from flows.records import decoded_headers
from parsers.urls import domain
from parsers.urls import host as host_of
from warehouse.rows import Outcome

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Mapping

    from flows.settings import Settings

    _Note = Callable[[str, object], Awaitable[None]]

ERROR_BODY = 64 * 1024  # bytes of an unwanted body that are read so that the connection can be used again
MAX_HEAD = 64 * 1024  # bytes of a response head; h11 gives up at 100 KiB, Apache sends 64 KiB at most
ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,*/*;q=0.5"
WORN_OUT = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)  # how a closed connection shows


class Exchange:
    """Sends the requests of one run. Use as an async context manager.

    `is_trusted` says of a host name whether its certificate need not be verified.
    """

    def __init__(self, settings: Settings, is_trusted: Callable[[str], bool]) -> None:
        self._settings = settings
        self._doors = _Doors(settings.routes, settings.allow_private, is_trusted)
        self._headers = [
            (b"User-Agent", robots.user_agent(settings.contact).encode()),
            (b"Accept", ACCEPT.encode()),
            (b"Accept-Encoding", b"gzip, deflate"),
        ]
        whole = settings.timeout
        connect = whole / 3  # leaves room for a second address
        self._phases = {"timeout": {"connect": connect, "read": whole, "write": whole, "pool": whole}}

    async def aclose(self) -> None:
        """Close every connection."""
        await self._doors.aclose()

    async def ask(self, url: str, limit: int, headers: Mapping[str, bytes]) -> Answer:
        """One request and its body up to `limit` decoded bytes; raises Stop when no whole response came."""
        heard: list[int] = []
        try:
            async with asyncio.timeout(self._settings.timeout):
                return await self._answer(url, limit, headers, heard)
        except (TimeoutError, httpx.TimeoutException):
            reason = f"no whole answer within {self._settings.timeout:g} s"
            raise Stop(Outcome.FAILED, reason, silent=not heard) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            silent = not heard and isinstance(error, httpx.TransportError | OSError)
            unnamed = isinstance(error, socket.gaierror)
            raise Stop(Outcome.FAILED, _words(error), unnamed=unnamed, silent=silent) from None

    async def _answer(self, url: str, limit: int, headers: Mapping[str, bytes], heard: list[int]) -> Answer:
        """The whole answer; `heard` gets its status as soon as that is known."""
        asked = httpx.URL(url)  # once: to parse it takes longer than to make the request
        sent = [(b"Host", asked.netloc), *self._headers, *((name.encode(), value) for name, value in headers.items())]
        request = httpx.Request("GET", asked, headers=sent, extensions=self._phases)
        response = await self._doors.send(request)
        try:
            heard.append(response.status_code)
            if sum(len(name) + len(value) + 4 for name, value in response.headers.raw) > MAX_HEAD:
                raise Stop(Outcome.FAILED, f"its head is longer than {MAX_HEAD} bytes")
            body, complete = await _read(response, limit)
        finally:
            await response.aclose()
        head = decoded_headers(response.headers.multi_items())
        return Answer(response.status_code, head, body, complete, _as_sent(request), self._doors.server(url))


class _Where(NamedTuple):
    """Where a connection leads: the address it is made to, and the name it is made for."""

    host: str
    port: int | None
    scheme: str
    name: str


class _Doors:
    """One connection to each domain, opened only to addresses that were looked at first.

    A name is resolved once and the request goes to the checked address itself, so a second DNS answer cannot
    lead it elsewhere; the Host header and the name in the certificate stay those of the address asked for.
    A routed host is reached in plain HTTP at its route, whatever the scheme: routes are for a newsroom on
    this machine.
    """

    def __init__(self, routes: Mapping[str, str], allow_private: bool, is_trusted: Callable[[str], bool]) -> None:
        self._routes = routes
        self._allow_private = allow_private
        self._is_trusted = is_trusted
        self._doors: dict[str, tuple[_Where, httpx.AsyncHTTPTransport]] = {}
        self._addresses: dict[str, tuple[str, ...]] = {}

    async def send(self, request: httpx.Request) -> httpx.Response:
        """The response of the first address that accepts a connection."""
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        name = url.raw_host.decode("ascii")
        if route := self._routes.get(name):
            address, _, route_port = route.rpartition(":")
            return await self._through(request, url.copy_with(scheme="http", host=address, port=int(route_port)))
        trouble: httpx.HTTPError = httpx.ConnectError("no address")
        for address in await self._resolved(name, port):
            try:
                return await self._through(request, url.copy_with(host=address, port=port))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                trouble = error
        self._addresses.pop(name, None)  # the name may have moved: ask again next time
        raise trouble

    def server(self, url: str) -> str:
        """The address that the last request to the domain of `url` went to."""
        door = self._doors.get(domain(host_of(url)))
        return door[0].host if door else ""

    async def _through(self, request: httpx.Request, to: httpx.URL) -> httpx.Response:
        name = request.url.raw_host.decode("ascii")
        door = await self._door(domain(host_of(str(request.url))), name, to)
        opened: list[str] = []

        async def note(event: str, _: object) -> None:
            if event.startswith("connection."):
                opened.append(event)

        try:
            return await door.handle_async_request(_pinned(request, to, name, note))
        except WORN_OUT:
            if opened:
                raise
        # RFC 9112, 9.3.1: a server may close an idle connection just when it is used again; a GET may be repeated.
        return await door.handle_async_request(_pinned(request, to, name, note))

    async def _door(self, lane: str, name: str, to: httpx.URL) -> httpx.AsyncHTTPTransport:
        """The domain's transport to that address; one that led elsewhere is closed."""
        where = _Where(to.host, to.port, to.scheme, name)
        if lane in self._doors:
            leads, door = self._doors[lane]
            if leads == where:
                return door
            await door.aclose()
        verify = _unverified() if self._is_trusted(name) else _certificates()
        door = httpx.AsyncHTTPTransport(verify=verify, trust_env=False, limits=httpx.Limits(max_connections=1))
        self._doors[lane] = (where, door)
        return door

    async def _resolved(self, host: str, port: int) -> tuple[str, ...]:
        if host not in self._addresses:
            self._addresses[host] = await public_addresses(host, port, allow_private=self._allow_private)
        return self._addresses[host]

    async def aclose(self) -> None:
        """Close every connection."""
        for _, door in self._doors.values():
            await door.aclose()


@cache
def _certificates() -> ssl.SSLContext:
    """What TLS is verified with; read once, as reading takes longer than a GET."""
    return httpx.create_ssl_context(trust_env=False)


@cache
def _unverified() -> ssl.SSLContext:
    """TLS that believes any certificate: only for a site whose own file says so."""
    return httpx.create_ssl_context(verify=False, trust_env=False)


def _pinned(request: httpx.Request, to: httpx.URL, name: str, note: _Note) -> httpx.Request:
    """The request on its way to one checked address; `note` is told what happens to its connection."""
    extensions = {**request.extensions, "sni_hostname": name, "trace": note}
    return httpx.Request(request.method, to, headers=request.headers.raw, extensions=extensions)


def _as_sent(request: httpx.Request) -> str:
    """The head of a request as it goes over the wire (RFC 9112, section 2.1)."""
    lines = [b"GET " + request.url.raw_path + b" HTTP/1.1", *(b"%s: %s" % pair for pair in request.headers.raw)]
    return b"\r\n".join([*lines, b"", b""]).decode("latin-1")


async def _read(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """The decoded body up to `limit` bytes, and whether that is all. Of an error only the start is read."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in CODINGS:  # not even unpacked: we asked for neither brotli nor zstd, and each layer of two
        raise Stop(Outcome.FAILED, f"content-encoding {coding[:50]} was not asked for")  # multiplies a bomb
    body = Body(coding, limit if response.is_success else min(limit, ERROR_BODY))
    async for chunk in response.aiter_raw():
        if not body.take(chunk):
            break
    return body.end()


def _words(error: Exception) -> str:
    """What went wrong, as a reason: the system's words, or the error's with its kind, as those may be empty."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return f"{type(error).__name__}: {error}"[:300].rstrip(": ")

"""Paths and scripted behaviours -> a real HTTP server on loopback, rude if told, that notes what comes in."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parsers.urls import domain

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

STEP = 0.02  # seconds between two looks while a reply waits


@dataclass(frozen=True)
class Seen:
    """One request as it came. `at` is on the monotonic clock."""

    path: str
    host: str
    headers: Mapping[str, str]
    at: float
    ended: float
    connection: int  # port of the client: one per connection


@dataclass(frozen=True)
class Reply:
    """A well-formed answer, after `wait` seconds."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        handler.server.stopping.wait(self.wait)  # type: ignore[attr-defined]
        body = self.body.encode() if isinstance(self.body, str) else self.body
        handler.send_response(self.status)
        fields = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            **self.headers,
        }
        for name, value in fields.items():
            handler.send_header(name, value)
        handler.end_headers()
        if self.status not in (204, 304):
            handler.wfile.write(body)


@dataclass(frozen=True)
class Raw:
    """Bytes sent as they are; a float is a pause in seconds. Then the connection ends or is reset."""

    parts: tuple[bytes | float, ...] = ()
    reset: bool = False

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        for part in self.parts:
            if isinstance(part, float):
                handler.server.stopping.wait(part)  # type: ignore[attr-defined]
            else:
                handler.wfile.write(part)
        handler.wfile.flush()
        if self.reset:  # RFC 9293: closing with linger 0 sends RST
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Behaviour = Reply | Raw | Callable[[Seen], "Reply | Raw"]


def moved(location: str, status: int = 301) -> Reply:
    """A redirect."""
    return Reply(status=status, headers={"Location": location})


class Server:
    """A server whose `pages` say what each path answers; a key with a host ("tin.test/a") wins over a path.

    What is not in `pages` is 404. `seen` are the requests in the order of their ends, `busiest` says how many
    of one host were open at once, `crowded` how many connections of one registrable domain.
    """

    def __init__(self, pages: Mapping[str, Behaviour] | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Behaviour] = dict(pages or {})
        self._seen: list[Seen] = []
        self.busiest: Counter[str] = Counter()
        self.crowded: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._connections: dict[str, set[socket.socket]] = {}
        self._lock = threading.Lock()
        self._server = _Listener(("127.0.0.1", 0), _handler(self))
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": STEP})

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it listens, as "127.0.0.1:port"."""
        return f"127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.server_port

    def url(self, path: str) -> str:
        """The address of a path, by number."""
        return f"http://{self.address}{path}"

    def routes(self, *hosts: str) -> dict[str, str]:
        """Settings.routes that send these names here."""
        return dict.fromkeys(hosts, self.address)

    @property
    def seen(self) -> list[Seen]:
        """The requests so far. One whose answer a quick client has before we have noted its end is waited for."""
        deadline = time.monotonic() + 1
        while self._is_answering() and time.monotonic() < deadline:
            time.sleep(0.001)
        return self._seen

    def _is_answering(self) -> bool:
        with self._lock:
            return any(self._open.values())

    def paths(self, *, robots: bool = False) -> list[str]:
        """The paths asked for, in order; without robots.txt unless wanted."""
        return [seen.path for seen in self.seen if robots or seen.path != "/robots.txt"]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Note a request, then behave."""
        host, started = handler.headers.get("Host", ""), time.monotonic()
        with self._lock:
            self._open[host] += 1
            self.busiest[host] = max(self.busiest[host], self._open[host])
            lane = domain(host.partition(":")[0])
            self._connections[lane] = {*filter(_is_open, self._connections.get(lane, ())), handler.connection}
            self.crowded[lane] = max(self.crowded[lane], len(self._connections[lane]))
        path = urlsplit(handler.path)
        asked = path.path + (f"?{path.query}" if path.query else "")
        seen = Seen(asked, host, dict(handler.headers.items()), started, started, handler.client_address[1])
        behaviour = self.pages.get(host.partition(":")[0] + asked) or self.pages.get(asked) or Reply(status=404)
        try:
            reply = behaviour if isinstance(behaviour, Reply | Raw) else behaviour(seen)
            reply.send(handler)
        except OSError:  # the client has gone
            handler.close_connection = True
        finally:
            with self._lock:
                self._open[host] -= 1
                self._seen.append(Seen(**{**vars(seen), "ended": time.monotonic()}))


def _is_open(connection: socket.socket) -> bool:
    """Whether neither side has closed it: its end can be read before a next connection is there."""
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as same:  # as its own thread may wait on the other
            same.setblocking(False)
            return same.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.stopping = threading.Event()
        super().__init__(address, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: a client that goes away is part of the tests."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement
        timeout = 5  # an idle connection ends by itself

        def do_GET(self) -> None:
            server.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay silent."""

    return Handler

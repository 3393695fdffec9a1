"""Desk -> real HTTP on loopback: eight virtual hosts on one port, for `hoptac demo` and the tests."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
from contextlib import ExitStack
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.demo.desk import Reply, desk
from flows.demo.papers import PAPERS

if TYPE_CHECKING:
    from types import TracebackType

SITES = Path(__file__).parent / "sites"
POLL_SECONDS = 0.02  # how soon a stop is noticed


class Newsroom:
    """A running demo newsroom; use it as a context manager.

    `routes` says where each host is served (host name -> `127.0.0.1:port`), `visit` is the visit readers
    make now (1 or 2), `requests` is what was asked for so far, as (host, address, status).
    """

    def __init__(self) -> None:
        self.visit = 1
        self.requests: list[tuple[str, str, int]] = []
        self.routes: dict[str, str] = {}
        self.sites_folder = SITES
        self._running = ExitStack()

    def __enter__(self) -> Newsroom:
        server = _Server(self)
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), name="newsroom")
        thread.start()
        for step in (server.server_close, server.hang_up, thread.join, server.shutdown):
            self._running.callback(step)  # taken last first
        self.routes = {paper.host: f"127.0.0.1:{server.server_port}" for paper in PAPERS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()
        self.routes = {}

    def answer(self, host: str, address: str) -> Reply:
        """The reply of that host on the present visit, noted in `requests` by the caller."""
        return desk(self.visit).reply(host, address)


class _Server(ThreadingHTTPServer):
    """Keeps its connections in hand, so that closing it leaves none open and waits for nobody."""

    daemon_threads = False

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stays silent about a client that went away in the middle."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Ends what clients keep alive."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client hung up first


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave in one packet
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        reply = self.server.room.answer(host, self.path)
        known = self._is_known(reply)
        status = HTTPStatus.NOT_MODIFIED if known else HTTPStatus(reply.status)
        self.server.room.requests.append((host, self.path, int(status)))
        self._send(status, reply, b"" if known else reply.body)

    do_HEAD = do_GET  # noqa: N815  # the name the base class looks for

    def _is_known(self, reply: Reply) -> bool:
        """Does the client hold this very reply? Its tag goes before its date (RFC 9110 section 13.2.2)."""
        validators = reply.validators
        if not validators:
            return False
        if tags := self.headers.get("If-None-Match"):
            return validators["ETag"] in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        return self.headers.get("If-Modified-Since") == validators["Last-Modified"]

    def _send(self, status: HTTPStatus, reply: Reply, body: bytes) -> None:
        headers = reply.validators | ({"Location": reply.location} if reply.location else {})
        if status is not HTTPStatus.NOT_MODIFIED:
            headers |= {"Content-Type": reply.content_type, "Vary": "Accept-Encoding"}
            if body and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, 6, mtime=0)
                headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name the base class gives it
        """Requests are noted in `requests`, not on the terminal."""

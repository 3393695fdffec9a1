"""Settings -> archived responses over HTTP on this machine, each under its article's key: what reports link to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from email.utils import format_datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote

from flows.errors import HoptacError
from flows.given_back import NotTheProof, give_back
from flows.settings import Settings
from flows.warc_records import ArchiveError
from parsers import Page
from warehouse.errors import WarehouseError

NAMES = ("127.0.0.1", "localhost")  # of this machine, by which we can be asked
RESERVED = ":/?#[]@!$&'()*+,;=%~"  # stays as it is in an address (RFC 3986, section 2.2)
PATH = re.compile(r"/([0-9a-f-]{36})(?:/(\d{1,6}))?")  # /KEY, or /KEY/REVISION
# A stranger's page runs no script here, sends no form and fetches nothing: only what was received is shown.
SEALED = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"


class PortTaken(HoptacError):
    """Another program listens at the port; the message names it and says what to do."""


@contextmanager
def page_server(settings: Settings, port: int) -> Iterator[str]:
    """Serve the archive while the block works. Gives the address, without a slash at its end.

    The body is as it was received; `Memento-Datetime` (RFC 7089) says when. Who asks by another name than 127.0.0.1 or
    localhost with this port is refused: such a name leads here for a page of the web that had it point to this machine
    (DNS rebinding), and could read the answers then. Raises PortTaken.
    """
    try:
        server = ThreadingHTTPServer((NAMES[0], port), partial(_Handler, settings))
    except OSError as error:
        raise PortTaken(f"port {port}, for archived pages: {error.strerror}; give another --port") from error
    thread = Thread(target=server.serve_forever, name="archived pages", daemon=True)
    thread.start()
    try:
        yield f"http://{NAMES[0]}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, settings: Settings, *rest: Any) -> None:
        self._settings = settings
        super().__init__(*rest)

    def do_GET(self) -> None:
        """Answer with the response of that article, or with one line that says why there is none."""
        port = self.connection.getsockname()[1]
        ours = [f"{name}:{port}" for name in NAMES]
        if self.headers.get("Host", "").lower() not in ours:
            self._say(HTTPStatus.FORBIDDEN, f"archived pages are shown at {' and '.join(ours)} only; ask there")
            return
        hit = PATH.fullmatch(self.path)
        if hit is None:
            self._say(HTTPStatus.NOT_FOUND, "ask for /KEY or /KEY/REVISION, with the key of an article")
            return
        try:
            _, page = give_back(self._settings, hit[1], int(hit[2]) if hit[2] else None)
        except WarehouseError as error:
            self._say(HTTPStatus.NOT_FOUND, str(error))
        except (ArchiveError, NotTheProof) as error:
            self._say(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        else:
            self._show(page)

    def _show(self, page: Page) -> None:
        headers = {
            "Content-Type": _harmless(page.headers.get("content-type", "text/html")),
            "Memento-Datetime": format_datetime(page.fetched_at.astimezone(UTC), usegmt=True),
            "Link": f'<{quote(page.address, safe=RESERVED)}>; rel="original"',
        }
        self._send(HTTPStatus.OK, headers, page.body)

    def _say(self, status: HTTPStatus, text: str) -> None:
        self._send(status, {"Content-Type": "text/plain; charset=utf-8"}, f"{text}\n".encode())

    def _send(self, status: HTTPStatus, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in (headers | {"Content-Security-Policy": SEALED, "X-Content-Type-Options": "nosniff"}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        with suppress(ConnectionError):  # who asked has gone, as a browser does whose page is closed
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: standard error is the terminal of `hoptac serve`."""


def _harmless(value: str) -> str:
    """A stranger's header with nothing in it that could end it and begin another, such as a cookie for this machine."""
    return "".join(sign if sign.isascii() and sign.isprintable() else "?" for sign in value)

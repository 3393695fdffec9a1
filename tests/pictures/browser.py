"""Addresses -> pictures of their pages: Chromium without a window, led over its DevTools protocol."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect  # comes with Prefect

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--remote-debugging-port=0",
)  # fmt: skip
PATIENCE = 60.0  # seconds, for a page to show what is waited for
STILL = 1.0  # seconds until what fades in has done so


class Browser:
    """One page of a browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a command of the protocol. Raises RuntimeError when the browser refuses it."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._connection.recv(PATIENCE))
            if told.get("id") == number:
                break
        if "error" in told:
            raise RuntimeError(f"{method}: {told['error']['message']}")
        return dict(told["result"])

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression in the page."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def open(self, url: str, shows: str) -> None:
        """Go to an address and wait until the page shows these words."""
        self.ask("Page.navigate", url=url)
        self.await_words(shows)

    def await_words(self, words: str) -> None:
        """Wait until the page shows these words, and stands still."""
        end = time.monotonic() + PATIENCE
        while not self.run(f"document.body !== null && document.body.innerText.includes({json.dumps(words)})"):
            if time.monotonic() > end:
                raise TimeoutError(f"{words!r} is not in: {self.run('document.body.innerText')}")
            time.sleep(0.2)
        time.sleep(STILL)

    def size(self, width: int, height: int) -> None:
        """Make the window show so many CSS pixels of a page."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self) -> bytes:
        """A PNG of what the window shows."""
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])


@contextmanager
def browser(zone: str) -> Iterator[Browser]:
    """A browser in that time zone; gone at the end. Raises FileNotFoundError when there is no Chromium."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise FileNotFoundError(f"no Chromium on the path: {', '.join(NAMES)}")
    with TemporaryDirectory(prefix="hoptac-chromium-", ignore_cleanup_errors=True) as folder:
        command = [program, *QUIET, f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with connect(_page_address(Path(folder)), max_size=None, open_timeout=PATIENCE) as connection:
                page = Browser(connection)
                page.ask("Page.enable")
                page.ask("Emulation.setTimezoneOverride", timezoneId=zone)
                yield page
        finally:
            process.terminate()
            process.wait()


def _page_address(folder: Path) -> str:
    """Where the browser's first page listens; it writes its port into its folder."""
    end = time.monotonic() + PATIENCE
    port = folder / "DevToolsActivePort"
    while not (port.exists() and port.read_text()):
        if time.monotonic() > end:
            raise TimeoutError("Chromium does not start")
        time.sleep(0.1)
    with urlopen(f"http://127.0.0.1:{port.read_text().split()[0]}/json/list", timeout=PATIENCE) as answer:
        pages = json.loads(answer.read())
    return str(next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page"))

"""The demo newsroom -> pictures of Prefect's UI in this folder, for the README: `python -m tests.pictures.take`.

A server of its own is filled by real runs of the demo; needs Chromium on the path and takes two to three minutes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from flows.demo.newsroom import Newsroom
from flows.demo.papers import PAPERS
from tests.pictures.browser import Browser, browser
from tests.pictures.palette import palette
from tests.served import Server, serving

HERE = Path(__file__).parent
ZONE = "Asia/Ho_Chi_Minh"
WIDTH = 1200
HOSTS = [paper.host for paper in PAPERS]
DEAD = "nld.com.vn"  # it is led to a port at which nobody listens


def fill(server: Server, room: Newsroom) -> str:
    """Two visits, as the schedule would have made them; one site does not answer on the second. Returns that run."""
    server.ended(server.trigger("ingest", sites=HOSTS))
    room.visit = 2
    return str(server.ended(server.trigger("ingest", sites=[*HOSTS, DEAD]))["id"])


def take(page: Browser, server: Server, run: str) -> None:
    """Open each page and keep what it shows."""
    base = server.url.removesuffix("/api")
    report = server.artifacts(run)["ingest-report"]
    ingest = server.deployments()["ingest"]["id"]
    asked = quote(json.dumps({"sites": HOSTS[:2], "limit": 50, "lists": True}))

    def keep(name: str, height: int, address: str, shows: str) -> None:
        page.size(WIDTH, height)
        page.open(base + address, shows)
        picture = palette(page.picture())
        (HERE / f"{name}.png").write_bytes(picture)
        print(f"{name}.png: {len(picture) / 1000:.0f} kB", file=sys.stderr)  # noqa: T201  # a person waits

    keep("deployments", 670, "/deployments", "segments")
    keep("form", 890, f"/deployments/deployment/{ingest}/run?parameters={asked}", "Parameters")
    keep("run", 800, f"/runs/flow-run/{run}", "loaded")
    keep("report", 1390, f"/artifacts/artifact/{report['id']}", "New articles")


def main() -> None:
    """Fill a server, take the pictures, stop everything."""
    with TemporaryDirectory(prefix="hoptac-pictures-") as folder, Newsroom() as room:
        room.routes[DEAD] = "127.0.0.1:9"
        with serving(Path(folder) / "home", room, None) as server, browser(ZONE) as page:
            take(page, server, fill(server, room))


if __name__ == "__main__":
    main()

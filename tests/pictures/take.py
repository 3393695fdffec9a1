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
CHOICES = ".schema-form-property-array"  # the first is the sites'
HOSTS = [paper.host for paper in PAPERS]
DEAD = "nld.com.vn"  # a site that does not answer the newsroom's readers


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

    def keep(name: str, height: int, address: str, shows: str, *clicks: str) -> None:
        page.size(WIDTH, height)
        page.open(base + address, shows)
        for selector in clicks:
            page.click(selector)
        picture = palette(page.picture())
        (HERE / f"{name}.png").write_bytes(picture)
        print(f"{name}.png: {len(picture) / 1000:.0f} kB", file=sys.stderr)  # noqa: T201  # a person waits

    keep("deployments", 700, "/deployments", "segments")
    keep("form", 740, f"/deployments/deployment/{ingest}/run?parameters={asked}", "Parameters", CHOICES)
    keep("run", 800, f"/runs/flow-run/{run}", "loaded")
    keep("report", 1000, f"/artifacts/artifact/{report['id']}", "New articles")


def main() -> None:
    """Fill a server, take the pictures, stop everything."""
    with (
        TemporaryDirectory(prefix="hoptac-pictures-") as folder,
        Newsroom() as room,
        serving(Path(folder) / "home", room, None, HOPTAC_DELAY="0.25") as server,
        browser(ZONE) as page,
    ):
        take(page, server, fill(server, room))


if __name__ == "__main__":
    main()

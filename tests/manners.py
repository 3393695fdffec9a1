"""A delay -> how a whole run kept it: what a server on loopback saw of two sites that are slow, lead on and fail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from flows import pipeline
from flows.request import Request
from parsers.urls import domain
from tests.faults import ARTICLE, rss
from tests.homes import blank_home
from tests.server import Raw, Reply, Server, moved

if TYPE_CHECKING:
    from tests.server import Behaviour, Seen

SITES = ("bao", "tin")
SLOW = 0.1  # seconds that one article takes: the delay counts from its end
SITE = """name = "{0}"
title = "Báo"
hosts = ["{0}.test", "tre.{0}.test"]
delay_seconds = {1}
[discover]
feeds = ["http://{0}.test/rss"]
sitemaps = ["http://{0}.test/map.xml"]
"""


@dataclass(frozen=True)
class Manners:
    """What the server saw. `gaps` are the seconds from the start of a request, and of a slow one from the end of its
    wait, to the next request of the same domain: what the client waited and no less, whatever the threads did.
    """

    requests: int
    gaps: tuple[float, ...]
    connections: int  # the most of one domain that were open at once


def watched(home: Path, delay: float) -> Manners:
    """Run both sites side by side, articles, redirects between hosts and failures included."""
    folder = home / "sites"
    folder.mkdir(parents=True)
    for name in SITES:
        (folder / f"{name}.test.toml").write_text(SITE.format(name, delay), "utf-8")
    with Server({path: does for name in SITES for path, does in _pages(name).items()}) as server:
        routes = server.routes(*(prefix + f"{name}.test" for name in SITES for prefix in ("", "www.", "tre.")))
        settings = blank_home(home / "home", sites=folder, routes=routes, timeout=2.0)
        report = asyncio.run(pipeline.ingest(settings, Request(sites=list(SITES))))
        assert not report.failed, report
        return _manners(server)


def _pages(name: str) -> dict[str, Behaviour]:
    home, young = f"{name}.test", f"tre.{name}.test"
    links = [f"http://{home}/tin-{n}.html" for n in range(6)]
    return {
        f"{home}/rss": Reply(rss(*links)),
        f"{home}/map.xml": Reply(f"<urlset><url><loc>http://{young}/tin-9.html</loc></url></urlset>"),
        **{f"{home}/tin-{n}.html": Reply(ARTICLE) for n in (0, 1)},
        f"{home}/tin-2.html": Reply(ARTICLE, wait=SLOW),
        f"{home}/tin-3.html": moved(f"http://{young}/tin-9.html"),
        f"{home}/tin-4.html": Raw(reset=True),
        f"{home}/tin-5.html": Reply("?", status=500),
        f"{young}/tin-9.html": Reply(ARTICLE),
    }


def _manners(server: Server) -> Manners:
    lanes: dict[str, list[Seen]] = {}
    for seen in sorted(server.seen, key=lambda seen: seen.at):
        lanes.setdefault(domain(seen.host), []).append(seen)
    gaps = tuple(after.at - _done(seen) for lane in lanes.values() for seen, after in pairwise(lane))
    return Manners(len(server.seen), gaps, max(server.crowded.values()))


def _done(seen: Seen) -> float:
    return seen.at + (SLOW if seen.path == "/tin-2.html" else 0.0)

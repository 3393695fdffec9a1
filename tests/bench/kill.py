"""Runs killed with SIGKILL at random moments -> what no longer holds. `python -m tests.bench.kill [KILLS] [SEED]`.

Each round starts in an empty home, kills a few runs of `hoptac ingest` in a row and lets a last one end. After every
kill and at the end the home is looked at: nothing lost or twice, every page opens, nothing archived fetched again.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flows import pipeline
from flows.demo.newsroom import Newsroom
from flows.demo.papers import PAPERS
from flows.request import Request
from flows.settings import Settings
from flows.warc import pages, read
from warehouse.db import writer

ROOT = Path(__file__).resolve().parents[2]
A_ROUND = 4  # kills in one home
UNBALANCED = """SELECT site, run_id FROM accounts
WHERE NOT (listed + unlisted = known + fetched + unchanged + skipped + failed)"""
TWICE = """SELECT url FROM articles GROUP BY url HAVING count(*) > 1
UNION ALL SELECT url FROM fetches GROUP BY url, run_id, kind HAVING count(*) > 1
UNION ALL SELECT url FROM pages GROUP BY url HAVING count(*) > 1"""
UNREAD = """SELECT url FROM pages WHERE page_id NOT IN (SELECT page_id FROM internal.verdicts)"""
RESULT = "SELECT canonical_url, title, body, revision FROM articles ORDER BY ALL"
ADDRESSES = "SELECT url, state FROM internal.addresses ORDER BY ALL"


def settings_of(room: Newsroom, home: Path) -> Settings:
    """The settings under which the newsroom is asked: a short delay, so that a kill often hits the fetching."""
    return Settings(home=home, sites=room.sites_folder, routes=room.routes, allow_private=True, delay=0.005)


def run_killed(settings: Settings, names: Sequence[str], room: Newsroom, chance: random.Random) -> None:
    """Start a run in a process of its own and kill it: after some number of requests, or, when fewer come, some time
    after the last, while it reads, loads and publishes.
    """
    routes = ",".join(f"{host}={target}" for host, target in settings.routes.items())
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("HOPTAC_", "PREFECT_"))} | {
        "HOPTAC_HOME": str(settings.home), "HOPTAC_SITES": str(settings.sites), "HOPTAC_ROUTES": routes,
        "HOPTAC_ALLOW_PRIVATE": "1", "HOPTAC_DELAY": str(settings.delay), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "flows", "ingest", *names, "--json"]
    before, most, quiet = len(room.requests), chance.randint(0, 120), chance.uniform(0.02, 0.6)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        count, since = before, time.monotonic() + 2.0  # to start up
        while running.poll() is None and len(room.requests) - before < most and time.monotonic() - since < quiet:
            time.sleep(0.002)
            if len(room.requests) > count:
                count, since = len(room.requests), time.monotonic()
        running.kill()


def run_whole(settings: Settings, names: Sequence[str]) -> float:
    """A run that ends; returns its seconds."""
    start = time.monotonic()
    asyncio.run(pipeline.ingest(settings, Request(sites=list(names))))
    return time.monotonic() - start


def broken(settings: Settings) -> list[str]:
    """What does not hold in a home, whether a run has just been killed there or not."""
    wrong = [f"archived twice: {url}" for url, count in _archived(settings.archive).items() if count > 1]
    if not settings.writer_file.exists():
        return wrong
    with writer(settings.writer_file) as con:
        held = con.execute("SELECT url, sha256, warc_file, warc_offset FROM pages").fetchall()
        for what, sql in (("does not add up", UNBALANCED), ("twice", TWICE), ("not judged", UNREAD)):
            wrong += [f"{what}: {row}" for row in con.execute(sql).fetchall()]
    for url, sha256, name, offset in held:
        page = read(settings.archive / name, offset)  # raises when it does not open
        if (page.url, page.sha256) != (url, sha256):
            wrong.append(f"another page at {name} {offset}: {url}")
    return wrong


def _archived(folder: Path) -> Counter[str]:
    return Counter(page.url for path in sorted(folder.glob("*.warc.gz")) for _, page in _pages(path))


def _pages(path: Path) -> list[tuple[int, Any]]:
    return list(pages(path)) if path.stat().st_size else []


def outcome(settings: Settings) -> Mapping[str, list[tuple[Any, ...]]]:
    """What a home holds in the end: articles with their texts, and where each address stands."""
    with writer(settings.writer_file) as con:
        return {sql: con.execute(sql).fetchall() for sql in (RESULT, ADDRESSES)}


def one_round(
    room: Newsroom, names: Sequence[str], kills: int, chance: random.Random, folder: Path
) -> tuple[list[str], list[int]]:
    """Kill so many runs in a new home, let one end; returns what did not hold, and the pages archived at each kill."""
    clean, killed = settings_of(room, folder / "clean"), settings_of(room, folder / "killed")
    if not clean.home.exists():
        run_whole(clean, names)
    shutil.rmtree(killed.home, ignore_errors=True)
    wrong: list[str] = []
    moments = []
    for _ in range(kills):
        run_killed(killed, names, room, chance)
        wrong += broken(killed)
        moments.append(sum(_archived(killed.archive).values()))
    run_whole(killed, names)
    wrong += broken(killed)
    if outcome(killed) != outcome(clean):
        wrong.append("the end is not that of a run that was never killed")
    return wrong, moments


def main(kills: int, seed: int) -> int:
    """Print what was found; returns how much."""
    names, chance, wrong = [paper.name for paper in PAPERS], random.Random(seed), []  # noqa: S311
    with Newsroom() as room, tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        for number in range(-(-kills // A_ROUND)):
            found, moments = one_round(room, names, min(A_ROUND, kills - number * A_ROUND), chance, Path(folder))
            wrong += found
            line = f"round {number + 1}: {len(found)} violations; pages archived at each kill: {moments}"
            print(line, *found[:5], sep="\n  ", flush=True)
        print(f"{kills} kills, seed {seed}: {len(wrong)} violations in {time.monotonic() - start:.0f} s")
    return len(wrong)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    raise SystemExit(1 if main(*(given + [100, 1][len(given) :])) else 0)

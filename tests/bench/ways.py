"""A static web -> what each way of taking it in costs: bare httpx, lexbor, Hoptac, Scrapy + trafilatura.

The table of `python -m tests.bench.e2e`, which says what it can be told. CPU seconds are those of the process that a
way has for itself and of all its worker processes; the server's are in none.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

import duckdb
import httpx
from selectolax.lexbor import LexborHTMLParser

from flows import pipeline
from flows.batches import batches
from flows.request import Request
from flows.settings import Settings
from flows.visit import Desk, Harvest, visit
from parsers import Site
from tests.bench.answering import SPAWN
from tests.bench.web import Web, build, pages_of, served
from warehouse.rows import RunRow

AT_ONCE = 16
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cost:
    """What a way took: pages, seconds, CPU seconds with those of its children, peak memory of the largest process."""

    pages: int
    seconds: float
    cpu: float
    megabytes: int

    @property
    def cores(self) -> float:
        """How many cores were busy with it, on average."""
        return self.cpu / self.seconds

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def write_sites(web: Web, folder: Path) -> Path:
    """The site files of the web's hosts."""
    folder.mkdir()
    for number, host in enumerate(web.hosts):
        (folder / f"{host}.toml").write_text(
            f'name = "web{number:03}"\ntitle = "Báo {number}"\nhosts = ["{host}"]\ndelay_seconds = 0.0\n'
            f"[discover]\nsitemaps = [\"{web.root(host)}/sitemap.xml\"]\narticle = '-\\d+\\.html$'\n",
            "utf-8",
        )
    return folder


def settings_of(web: Web, folder: Path) -> Settings:
    """Settings of a home in that folder."""
    sites = folder / "sites"
    return Settings(
        home=folder / "home",
        sites=sites if sites.exists() else write_sites(web, sites),
        allow_private=True,
        delay=0.0,
        concurrency=AT_ONCE,
    )


async def bare(web: Web, parse: Callable[[bytes], object]) -> int:
    """Only httpx, the same number of hosts at a time, and `parse` of each body."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=AT_ONCE), trust_env=False) as client:

        async def one(host: str) -> None:
            async with gate:
                for path in web.paths[host]:
                    parse((await client.get(web.root(host) + path)).content)

        await asyncio.gather(*map(one, web.hosts))
    return sum(map(len, web.paths.values()))


def only_fetched(web: Web, folder: Path) -> int:
    """Bare httpx."""
    return asyncio.run(bare(web, len))


def parsed(web: Web, folder: Path) -> int:
    """Bare httpx and the bare parse."""
    return asyncio.run(bare(web, LexborHTMLParser))


def complete(web: Web, folder: Path) -> int:
    """A whole run of Hoptac."""
    request = Request(sites=[f"web{number:03}" for number in range(len(web.hosts))])
    report = asyncio.run(pipeline.ingest(settings_of(web, folder), request))
    assert not report.failed, report.problems
    print(f"  {dict(report.counts)}", file=sys.stderr)
    return sum(map(len, web.paths.values()))


def peer(web: Web, folder: Path, pages: int) -> int:
    """Scrapy, trafilatura and DuckDB."""
    listed, database = folder / "addresses.txt", folder / "peer.duckdb"
    listed.write_text("\n".join(web.addresses[:pages]), "utf-8")
    command = [sys.executable, "-m", "tests.bench.crawl_peer", str(listed), str(database)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    with duckdb.connect(str(database), read_only=True) as con:
        [(rows,)] = con.execute("SELECT count(*) FROM articles").fetchall()
    print(f"  {rows} articles", file=sys.stderr)
    return min(pages, len(web.addresses))


def measured(way: Callable[[Web, Path], int], web: Web, folder: Path) -> Cost:
    """What one way costs, in a process of its own."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_report, args=(theirs, way, web, folder))
    process.start()
    theirs.close()
    cost: Cost = ours.recv()
    process.join()
    return cost


def _report(to: Connection, way: Callable[[Web, Path], int], web: Web, folder: Path) -> None:
    before, start = _cpu(), time.perf_counter()
    pages = way(web, folder)
    seconds, cpu = time.perf_counter() - start, _cpu() - before
    to.send(Cost(pages, seconds, cpu, max(_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024))


def _peak() -> int:
    """Most kB that this process ever held. `ru_maxrss` would count what its parent held when it began."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0])


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def steps(web: Web, folder: Path) -> int:
    """CPU of each step of a run, one after the other in one process, so that each can be told."""
    asyncio.run(_steps(web, settings_of(web, folder)))
    return sum(map(len, web.paths.values()))


async def _unstreamed(site: Site, desk: Desk) -> Harvest:
    return await visit(site, replace(desk, stream=None))


async def _steps(web: Web, settings: Settings) -> None:
    request = Request(sites=[f"web{number:03}" for number in range(len(web.hosts))])
    run = RunRow(run_id=uuid4(), flow="ingest", started_at=datetime.now(UTC))
    work = pipeline.Work(settings)
    used = {"start": time.process_time()}
    await pipeline.prepare(work, run)
    used["fetch, archive"] = time.process_time()
    sites = pipeline.chosen(settings, request.sites)
    harvests, _, _ = await pipeline.visit_all(work, sites, request, run, _unstreamed)
    read, loaded = 0.0, 0.0
    fetched = time.process_time()
    for batch in batches(run, harvests):
        full = pipeline.read(settings, batch)[0] if batch.pages else batch
        between = time.process_time()
        pipeline.load_batch(settings, full)
        read, loaded = read + between - fetched, loaded + time.process_time() - between
        fetched = time.process_time()
    pipeline.end(settings, pipeline.ended(run, {}))
    told = {
        "start": used["fetch, archive"] - used["start"],
        "fetch, archive": fetched - read - loaded - used["fetch, archive"],
        "parse, meaning": read,
        "load, dedup, search": loaded,
        "publish": time.process_time() - fetched,
    }
    pages = sum(map(len, web.paths.values()))
    for name, seconds in told.items():
        print(f"  {name:22} {seconds / pages * 1000:6.2f} ms a page")


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--pages", type=int, default=2000)
    options.add_argument("--hosts", type=int, default=50)
    options.add_argument("--peer", type=int, default=400, help="pages for the peer; 0 leaves it out")
    options.add_argument("--again", action="store_true", help="a second visit of the same web")
    options.add_argument("--steps", action="store_true", help="what each step costs")
    given = options.parse_args(arguments)
    sources = pages_of(given.folder)
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        folder.chmod(0o755)
        (folder / "web").mkdir()
        web = build(folder / "web", sources, given.pages, given.hosts)
        with served(web) as server:
            size = web.bytes / given.pages / 1000
            print(f"{given.pages} pages of {size:.0f} kB from {len(sources)}, {given.hosts} hosts, by {server}")
            print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            ways: dict[str, Callable[[Web, Path], int]] = {
                "httpx": only_fetched, "httpx + lexbor": parsed, "Hoptac, all steps": complete,
            }  # fmt: skip
            if given.again:
                ways["Hoptac, again"] = complete
            if given.peer and importlib.util.find_spec("scrapy") and importlib.util.find_spec("trafilatura"):
                ways["Scrapy + trafilatura"] = partial(peer, pages=given.peer)
            costs = {name: measured(way, web, folder) for name, way in ways.items()}
            _print(costs)
            if given.steps:
                (folder / "steps").mkdir()
                measured(steps, web, folder / "steps")


def _print(costs: dict[str, Cost]) -> None:
    ours = costs["Hoptac, all steps"]
    print(f"{'':22} {'pages/s':>8} {'ms CPU/page':>12} {'cores':>6} {'peak MB':>8} {'Hoptac to it':>13} {'by CPU':>7}")
    for name, cost in costs.items():
        each = cost.cpu / cost.pages
        ratio = f"{ours.rate / cost.rate:13.2f} {each / (ours.cpu / ours.pages):7.2f}"
        print(f"{name:22} {cost.rate:8.1f} {each * 1000:12.2f} {cost.cores:6.2f} {cost.megabytes:8} {ratio}")

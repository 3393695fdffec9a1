"""WARC segments -> what each way of reading them costs: bare parse, one process, a pool, Dask.

The table of `python -m tests.bench.segments`, which says what it can be told.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import duckdb
from selectolax.lexbor import LexborHTMLParser

from flows.reading import Reader
from flows.runner import Runner, run_all
from flows.segment import Segment, make, spool_file, warc_file
from flows.segments import SegmentsRequest, fill
from flows.selection import Selection
from flows.settings import Settings
from flows.warc import Archive
from flows.warc import pages as read_warc
from parsers import Page
from tests.bench.web import pages_of, varied

TABLES = ("articles", "revisions", "stories", "reprints", "pages", "passages")


def write_segments(folder: Path, sources: Sequence[str], pages: int, count: int) -> list[Segment]:
    """Segments with that many pages in all, of fifty hosts."""
    found = []
    for number in range(count):
        with Archive(folder, uuid4()) as archive:
            for n in range(number, pages, count):
                url = f"https://bao{n % 50}.example/tin-tuc/bai-viet-so-{n}-{100000 + n}.html"
                text = varied(sources[n % len(sources)], url, n, n // len(sources))
                headers = {"content-type": "text/html; charset=utf-8"}
                archive.append(Page(url, text.encode(), datetime.now(UTC), headers=headers))
        path = archive.path.rename(folder / f"CC-NEWS-{number:05}.warc.gz")
        found.append(Segment(str(path), path.stat().st_size, Selection()))
    return found


def bare(found: Sequence[Segment], folder: Path) -> None:
    """Unpack and parse, nothing else: the least that reading can cost."""
    for segment in found:
        for _, page in read_warc(Path(segment.address)):
            LexborHTMLParser(page.body)


def one_process(found: Sequence[Segment], folder: Path) -> None:
    """Segment by segment, here."""
    for segment in found:
        make(segment, folder, Reader())


def many(runner: Runner, workers: int, found: Sequence[Segment], folder: Path) -> None:
    """By a runner."""
    making = partial(make, folder=folder, reader=Reader())
    for _, made in run_all(runner, making, found, workers):
        if isinstance(made, Exception):
            raise made


def rows_of(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a filled home."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


def filled(home: Path, crawl: Path, runner: Runner, workers: int) -> float:
    """Seconds of a whole backfill."""
    start = time.perf_counter()
    report = asyncio.run(
        fill(Settings(home=home), SegmentsRequest(paths=(str(crawl),), runner=runner, workers=workers))
    )
    assert not report.failed, report.problems
    return time.perf_counter() - start


def kill_one(after: float, killed: list[int]) -> None:
    """Kill one worker process of the Dask cluster that this process has, as soon as some time has passed."""
    time.sleep(after)
    nannies = subprocess.run(
        ["/bin/ps", "--ppid", str(os.getpid()), "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    workers = [line.split()[0] for line in nannies.stdout.splitlines() if "spawn_main" in line]
    if workers:
        os.kill(int(workers[0]), signal.SIGKILL)
        killed.append(int(workers[0]))


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--pages", type=int, default=1000)
    options.add_argument("--segments", type=int, default=8)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args(arguments)
    has_dask = importlib.util.find_spec("distributed") is not None
    with tempfile.TemporaryDirectory() as temp:
        crawl = Path(temp) / "crawl"
        found = write_segments(crawl, pages_of(given.folder), given.pages, given.segments)
        print(f"{given.pages} pages, {len(found)} segments, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        ways: dict[str, Callable[[Sequence[Segment], Path], None]] = {
            "lexbor only": bare, "one process": one_process, "pool": partial(many, Runner.POOL, given.workers),
        }  # fmt: skip
        if has_dask:
            ways["dask"] = partial(many, Runner.DASK, given.workers)
        rates = {}
        for name, way in ways.items():
            folder = Path(temp) / name
            folder.mkdir()
            start, cpu = time.perf_counter(), sum(os.times()[:4])
            way(found, folder)
            seconds, used = time.perf_counter() - start, sum(os.times()[:4]) - cpu
            rates[name] = given.pages / seconds
            ratio = rates[name] / rates.get("one process", rates[name])
            told = f"{ratio:5.2f} of one process" if "one process" in rates else ""
            each, busy = used / given.pages * 1000, used / seconds
            print(f"{name:12} {rates[name]:7.1f} pages/s {each:6.2f} ms CPU a page {busy:5.2f} cores busy {told}")
        folder = Path(temp) / "pool"
        sizes = [sum(of(folder, one).stat().st_size for one in found) for of in (spool_file, warc_file)]
        print(f"bytes a page: {sizes[0] / given.pages:.0f} of rows, {sizes[1] / given.pages:.0f} of archive")
        seconds = filled(Path(temp) / "home", crawl, Runner.POOL, given.workers)
        size = (Path(temp) / "home" / "hoptac.duckdb").stat().st_size / given.pages
        print(
            f"read, loaded and published by the pool: {given.pages / seconds:.1f} pages/s, "
            f"{size:.0f} bytes of warehouse a page"
        )
        if has_dask:
            killed: list[int] = []
            threading.Thread(target=kill_one, args=(6.0, killed)).start()
            filled(Path(temp) / "again", crawl, Runner.DASK, given.workers)
            same = rows_of(Path(temp) / "again") == rows_of(Path(temp) / "home")
            print(f"dask, with worker {killed} killed in mid-run: {'the same rows' if same else 'OTHER ROWS'}")

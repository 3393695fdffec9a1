"""Addresses a second, archive included, against a bare httpx loop, and memory. `python -m tests.bench.fetch`.

All ask the same server on loopback, a process of its own, at equal concurrency: 16 hosts at a time, one request at a
time to each. `python -m tests.bench.fetch [ADDRESSES] [HOSTS] [KILOBYTES]`; by default 10,000 on 50, pages of 40 kB.
First, how a whole run of two sites kept a delay (`tests/manners.py`).
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

import httpx

from flows.fetch import Fetcher
from flows.settings import Settings
from flows.visit import fetch_row, keep
from flows.warc import Archive
from tests.bench.answering import NOT_FOUND, SPAWN, Answer, answering, path_of, response
from tests.manners import watched
from warehouse.rows import FetchRow, PageRow, RunRow

AT_ONCE = 16
PIECES = 64  # different pages; more would only measure their making
WORDS = ("bệnh viện", "hợp tác", "đào tạo", "bác sĩ", "quốc tế", "ký kết", "bản ghi nhớ", "dự án", "viện trợ", "y tế")
DELAY = 0.05  # seconds, of the run that is watched


def html(seed: int, size: int) -> bytes:
    """A page of about that many bytes that packs as news pages do, six to one."""
    chance = random.Random(seed)  # noqa: S311
    parts, length = [f"<html><title>Tin {seed}</title><body>".encode()], 0
    while length < size:
        words = " ".join(chance.choices(WORDS, k=12))
        link = f"/tin/{chance.randrange(10**12)}.htm"
        parts.append(f'<div class="box-{chance.random()}"><a href="{link}">{words}</a></div>\n'.encode())
        length += len(parts[-1])
    return b"".join(parts)


def answers(size: int) -> Answer:
    """Pages of about that many bytes under every address, and no robots.txt."""
    pages = [response(html(seed, size), "text/html", more=f'ETag: "{seed}"\r\n') for seed in range(PIECES)]

    def answer(address: str, head: bytes) -> bytes:
        path = path_of(head)
        return NOT_FOUND if path == "/robots.txt" else pages[hash(path) % PIECES]

    return answer


async def by_host(hosts: int, each: int, get: Callable[[int, int], Awaitable[None]]) -> float:
    """Ask `each` addresses of every host in order, 16 hosts at a time; returns the seconds."""
    gate, start = asyncio.Semaphore(AT_ONCE), time.perf_counter()

    async def one(host: int) -> None:
        async with gate:
            for number in range(each):
                await get(host, number)

    await asyncio.gather(*map(one, range(hosts)))
    return time.perf_counter() - start


async def bare(port: int, hosts: int, each: int, folder: Path) -> float:
    """Only httpx: no rules, no pace, no rows, nothing kept."""
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=AT_ONCE), trust_env=False) as client:

        async def get(host: int, number: int) -> None:
            response = await client.get(f"http://127.0.0.1:{port}/{host}/tin-{number}.htm")
            assert response.status_code == 200
            assert response.content

        return await by_host(hosts, each, get)


async def unkept(port: int, hosts: int, each: int, folder: Path) -> float:
    """The fetcher with robots.txt and pace, nothing kept."""
    routes = {f"bao{n}.test": f"127.0.0.1:{port}" for n in range(hosts)}
    async with Fetcher(Settings(delay=0.0, routes=routes)) as fetcher:

        async def get(host: int, number: int) -> None:
            fetched = await fetcher.get(f"http://bao{host}.test/tin-{number}.htm", delay=0.0)
            assert fetched.page

        return await by_host(hosts, each, get)


async def polite(port: int, hosts: int, each: int, folder: Path) -> float:
    """The fetcher with robots.txt, pace (a delay of 0), archive and rows."""
    routes = {f"bao{n}.test": f"127.0.0.1:{port}" for n in range(hosts)}
    run = RunRow(run_id=uuid4(), flow="bench", started_at=datetime.now(UTC))
    pages: list[PageRow | None] = []
    fetches: list[FetchRow] = []
    with Archive(folder, run.run_id) as archive:
        async with Fetcher(Settings(delay=0.0, routes=routes)) as fetcher:

            async def get(host: int, number: int) -> None:
                fetched = await fetcher.get(f"http://bao{host}.test/tin-{number}.htm", delay=0.0)
                pages.append(keep(fetched, archive, run))
                fetches.append(fetch_row(fetched, f"bao{host}", run, pages[-1]))

            seconds = await by_host(hosts, each, get)
    assert all(pages)
    return seconds


def measured(way: Callable[..., Awaitable[float]], *args: object) -> tuple[float, int]:
    """Seconds and MB of one way, in a process of its own."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_report, args=(theirs, way, args))
    process.start()
    seconds, megabytes = ours.recv()
    process.join()
    return seconds, megabytes


def _report(to: Connection, way: Callable[..., Awaitable[float]], args: tuple[object, ...]) -> None:
    seconds = asyncio.run(way(*args))  # type: ignore[arg-type]
    to.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


def main(addresses: int, hosts: int, kilobytes: int) -> None:
    """Print the figures of each way, the better of two turns: what lies between them is where the time goes."""
    each = addresses // hosts
    with tempfile.TemporaryDirectory() as folder:
        seen = watched(Path(folder), DELAY)
    told = f"{seen.requests} requests at a delay of {DELAY * 1000:.0f} ms: least gap {min(seen.gaps) * 1000:.1f} ms"
    print(f"{told}, at most {seen.connections} connection open to a domain")
    with answering(answers, kilobytes * 1000) as port, tempfile.TemporaryDirectory() as folder:
        best: dict[str, tuple[float, int]] = {}
        for way in (bare, unkept, polite) * 2:
            seconds, megabytes = measured(way, port, hosts, each, Path(folder))
            best[way.__name__] = min(best.get(way.__name__, (seconds, megabytes)), (seconds, megabytes))
        for name, (seconds, megabytes) in best.items():
            print(f"{name:7} {each * hosts / seconds:7.0f} addresses/s  {megabytes:4} MB")
        print(f"polite is {best['bare'][0] / best['polite'][0]:.0%} of bare; {kilobytes} kB pages, {hosts} hosts")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [10_000, 50, 40][len(given) :]))

"""Do pages come through a stream whole, in batches, without piling up, whatever breaks on the way?"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from flows import stream
from flows.reading import Reader, page_row
from flows.stream import AHEAD, BEHIND, PIECE, Read, Stream
from parsers import Page
from warehouse.rows import ArticleRow, PageRow, RejectRow

RUN = uuid4()
AT = datetime(2026, 3, 5, tzinfo=UTC)
BATCH = 60


def row(number: int) -> tuple[PageRow, Page]:
    page = Page(f"https://bao.example/{number}.html", b"x", AT)
    return page_row(page, RUN, "a.warc.gz", number), page


@dataclass(frozen=True, slots=True)
class Rejecting(Reader):
    """Reads nothing, and says of each page that it is no article."""

    broken: Callable[[int], bool] = field(default=lambda _: False)

    def rows(self, pages: Sequence[tuple[PageRow, Page]]) -> list[ArticleRow | RejectRow]:
        if any(self.broken(page.warc_offset) for page, _ in pages):
            raise MemoryError
        return [
            RejectRow(page_id=p.page_id, url=p.url, stage="parse", reason="empty", detail="", run_id=RUN, at=AT)
            for p, _ in pages
        ]


def run(count: int, load: Callable[[list[Read]], Any], reader: Reader | None = None) -> tuple[Stream, list[Read]]:
    async def main() -> tuple[Stream, list[Read]]:
        async with Stream(reader or Rejecting(), load, BATCH) as one:
            for number in range(count):
                await one.take(*row(number))
            return one, await one.drain()

    return asyncio.run(main())


@pytest.fixture(autouse=True)
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "worker_pool", lambda _: None)


@pytest.mark.parametrize("count", [0, 1, PIECE, BATCH, 2 * BATCH + 7, 400])
def test_every_page_is_loaded_or_given_back_once(count: int) -> None:
    loaded: list[list[Read]] = []

    async def load(some: list[Read]) -> Counter[str]:
        loaded.append(some)
        return Counter(pages=len(some))

    done, rest = run(count, load)
    places = [page.warc_offset for page, _ in [*(one for some in loaded for one in some), *rest]]
    assert sorted(places) == list(range(count))
    assert {len(some) for some in loaded} <= {BATCH}
    assert len(rest) < BATCH + PIECE
    assert done.counts["pages"] == len(done.rejects) == count - len(rest)
    assert len(done.taken) == count


def test_a_slow_writer_makes_the_fetching_wait() -> None:
    taken, most = 0, 0
    gate = asyncio.Event()

    async def load(some: list[Read]) -> Counter[str]:
        await gate.wait()
        return Counter()

    async def main() -> None:
        nonlocal taken, most
        async with Stream(Rejecting(), load, BATCH) as one:

            async def fetch() -> None:
                nonlocal taken
                for number in range(5000):
                    await one.take(*row(number))
                    taken += 1

            fetching = asyncio.create_task(fetch())
            await asyncio.sleep(0.3)
            most = taken
            gate.set()
            await fetching
            await one.drain()

    asyncio.run(main())
    assert BATCH <= most <= 2 * BATCH + (AHEAD + 2) * PIECE, "one batch is loaded, one is read, and no more come"
    assert taken == 5000


@pytest.mark.parametrize(("pause", "wanted"), [(0.0, True), (0.02, False)])
def test_worker_processes_are_for_fetching_that_reading_cannot_follow(
    pause: float, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[Reader] = []
    monkeypatch.setattr(stream, "worker_pool", pools.append)

    async def load(some: list[Read]) -> Counter[str]:
        return Counter()

    async def main() -> None:
        async with Stream(Rejecting(), load, BATCH) as one:
            for number in range(2 * BEHIND * PIECE):
                await one.take(*row(number))
                if (number + 1) % PIECE == 0:
                    await asyncio.sleep(pause)

    asyncio.run(main())
    assert bool(pools) is wanted


def test_a_slow_writer_begins_no_worker_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    pools: list[Reader] = []
    monkeypatch.setattr(stream, "worker_pool", pools.append)
    gate = asyncio.Event()

    async def load(some: list[Read]) -> Counter[str]:
        await gate.wait()
        return Counter()

    async def main() -> None:
        async with Stream(Rejecting(), load, PIECE) as one:
            for number in range((BEHIND + 3) * PIECE):
                await one.take(*row(number))
                if (number + 1) % PIECE == 0:
                    await asyncio.sleep(0.02)
            gate.set()
            await one.drain()

    asyncio.run(main())
    assert not pools


class Broken(Executor):
    """A pool whose worker was killed, which takes nothing more."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        raise BrokenExecutor("a worker was killed")


def test_the_thread_reads_on_when_the_worker_processes_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "worker_pool", lambda _: Broken())

    async def load(some: list[Read]) -> Counter[str]:
        return Counter()

    async def main() -> Stream:
        async with Stream(Rejecting(), load, BATCH) as one:
            for number in range((BEHIND + 1) * PIECE):  # sent without a rest: the last piece meets the pool
                await one.take(*row(number))
            await one.drain()
            for number in range(1000, 1000 + 3 * PIECE):
                await one.take(*row(number))
            await one.drain()
            return one

    done = asyncio.run(main())
    lost = {page.warc_offset for page in done.unread}
    assert lost
    assert max(lost) < 1000


def test_a_lost_reader_leaves_its_pages_to_the_archive() -> None:
    async def load(some: list[Read]) -> Counter[str]:
        return Counter()

    done, rest = run(3 * PIECE, load, Rejecting(broken=lambda place: place == PIECE))
    assert [page.warc_offset for page in done.unread] == list(range(PIECE, 2 * PIECE))
    assert len(rest) + len(done.rejects) == 2 * PIECE


def test_a_load_that_fails_is_told_at_the_end_and_stops_no_fetching() -> None:
    loads = 0

    async def load(some: list[Read]) -> Counter[str]:
        nonlocal loads
        loads += 1
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        run(500, load)
    assert loads == 1

"""Archived pages as they come -> articles read and loaded while fetching goes on, with back-pressure.

Pages arrive with their bodies, so what was just fetched is not unpacked again. They are read in pieces: in one thread
while it keeps up, which a polite run never outpaces, and in worker processes from the moment it falls behind. Whole
batches are loaded as soon as they are read; what is no whole batch at the end is given back for the run to load.
Nothing is held here for the whole run but a key of each page.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from flows.reading import Reader, in_worker, worker_pool
from warehouse.rows import ArticleRow, PageRow, RejectRow

if TYPE_CHECKING:
    from parsers import Page

log = logging.getLogger(__name__)

PIECE = 10  # pages that go to a reader together
AHEAD = 10  # pieces that may be on the way; then fetching waits. 100 pages of 150 kB are 15 MB, and on their way twice
BEHIND = 5  # pieces in a row that met one being read: a thread keeps up no longer. Few ever are there: it keeps the
#             interpreter from fetching. Those that wait for the writer's file are none that processes would help
Read = tuple[PageRow, ArticleRow | RejectRow]
Load = Callable[[list[Read]], Awaitable[Counter[str]]]


@dataclass(slots=True)
class Stream:
    """The pages of one run on their way. `load` stores so many at a time as `batch` says.

    Use as an async context manager, and `drain` before its end for what was not loaded.
    """

    reader: Reader
    load: Load
    batch: int
    taken: set[UUID] = field(default_factory=set)
    unread: list[PageRow] = field(default_factory=list)  # pages whose reader was lost; they are in the archive
    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[RejectRow] = field(default_factory=list)
    _piece: list[tuple[PageRow, Page]] = field(default_factory=list)
    _read: list[Read] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AHEAD))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _context: Context = field(default_factory=copy_context)  # loads belong to the run, not to the visit that fills one
    _reading: int = 0  # pieces that are being read
    _met: int = 0  # pieces in a row that were sent while others were being read
    _failure: BaseException | None = None
    _thread: Executor | None = None
    _pool: Executor | None = None

    async def __aenter__(self) -> Stream:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for executor in (self._thread, self._pool):
            if executor:
                executor.shutdown(wait=True, cancel_futures=True)

    async def take(self, row: PageRow, page: Page) -> None:
        """Take a page that is in the archive; waits while too many are on the way."""
        self.taken.add(row.page_id)
        self._piece.append((row, page))
        if len(self._piece) >= PIECE:
            await self._send()

    async def drain(self) -> list[Read]:
        """Wait for all that is on the way; return what was read and not loaded. Raises what a load raised."""
        if self._piece:
            await self._send()
        await asyncio.gather(*self._tasks)
        if self._failure:
            raise self._failure
        rest, self._read = self._read, []
        return rest

    async def _send(self) -> None:
        piece, self._piece = self._piece, []
        self._met = self._met + 1 if self._reading else 0
        if self._met >= BEHIND and self._pool is None:
            self._pool = worker_pool(self.reader)
        await self._room.acquire()
        self._reading += 1
        task = asyncio.create_task(self._along(piece), context=self._context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _along(self, piece: list[tuple[PageRow, Page]]) -> None:
        """Read one piece, and load if that makes a batch whole. Room is there again when both are done."""
        try:
            found = await self._found(piece)
            self._reading -= 1
            self._read += zip((row for row, _ in piece), found, strict=True)
            piece.clear()
            while len(self._read) >= self.batch and self._failure is None:
                await self._load()
        finally:
            self._room.release()

    async def _found(self, piece: list[tuple[PageRow, Page]]) -> list[ArticleRow | RejectRow]:
        pool = self._pool
        try:
            if pool:
                return await asyncio.wrap_future(pool.submit(in_worker, piece))
            self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="reading")
            return await asyncio.wrap_future(self._thread.submit(self.reader.rows, piece))
        except Exception as error:
            if isinstance(error, BrokenExecutor) and self._pool is pool:
                self._pool, self._met = None, 0  # it takes nothing more; another begins if a thread falls behind again
            log.exception("a reader was lost; its %d pages are read from the archive", len(piece))
            self.unread += (row for row, _ in piece)
            piece.clear()
            return []

    async def _load(self) -> None:
        """Load one batch, and no two at a time: who comes with a further one waits. A failure ends the loading, not the
        fetching.
        """
        async with self._turn:
            if len(self._read) < self.batch or self._failure:
                return
            some, self._read = self._read[: self.batch], self._read[self.batch :]
            try:
                self.counts += await self.load(some)
                self.rejects += [row for _, row in some if isinstance(row, RejectRow)]
            except Exception as error:
                self._failure = error

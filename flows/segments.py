"""WARC segments -> the warehouse, past one machine: workers make rows of segments, one writer loads them in order.

Three steps. `survey` finds the segments and says what they will take. `fill` has workers turn each into a spool file
(`flows/segment.py`), and loads the files in the order of the segments as they come. A segment is a run of its own,
known by its file's name and size and by what is wanted of it, so it is never read or loaded twice: killed at any
point, the same call goes on where it was.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from flows.crawl import find
from flows.leftovers import SEGMENTS
from flows.lock import alone
from flows.logs import logged
from flows.pipeline import Step, Work, end, ended, plainly, prepare, quietly
from flows.reading import Reader, furniture_of
from flows.report import Report
from flows.runner import Runner, run_all
from flows.segment import Made, Segment, clear_unfinished, counts_file, make, members, spool_file, warc_file
from flows.selection import Selection
from flows.settings import Settings
from flows.visit import Watch
from flows.warc_records import ArchiveError
from warehouse.bulk import load_spools
from warehouse.db import reader, writer
from warehouse.holdings import all_runs
from warehouse.load import save_run
from warehouse.rows import RunRow

log = logging.getLogger(__name__)

SAMPLE = 200  # records that are read for an estimate
AT_ONCE = 100_000  # articles to a load: fewer cost more each, more only cost memory


class SegmentsRequest(BaseModel):
    """Which segments to read, what is wanted of them, and who reads them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paths: tuple[str, ...] = Field(min_length=1)  # WARC files, folders, lists of them; local, or as fsspec has them
    selection: Selection = Selection()
    runner: Runner = Runner.POOL
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    scheduler: str = ""  # address of a Dask scheduler; its workers must see the home folder


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to do: segments not loaded yet, and what that will take, by a sample of the first of them."""

    segments: tuple[Segment, ...]
    done: int
    size: int
    articles: int | None = None  # None where no segment on this machine can be read
    seconds: float | None = None

    def told(self) -> str:
        """The estimate in one line."""
        what = f"{len(self.segments)} segments of {self.size / 1e9:.2f} GB to read, {self.done} are done"
        if self.articles is None or self.seconds is None:
            return f"{what}; none on this machine can be sampled, so no estimate"
        return f"{what}: about {self.articles} articles in {timedelta(seconds=round(self.seconds))}"


def survey(settings: Settings, request: SegmentsRequest) -> Survey:
    """Find the segments, and estimate by a sample what they will take. Raises SegmentsProblem; reads, writes nothing.

    The sample is the first pages of the first segment on this machine that can be read, so the estimate is as good as
    that segment is like the others.
    """
    found = list(find(request.paths, request.selection))
    runs = _runs(settings)
    left = [one for one in found if not _is_done(settings, one, runs)]
    size = sum(one.size for one in left)
    whole = Survey(tuple(left), len(found) - len(left), size)
    reading = _reader(settings)
    for here in (one for one in left if "://" not in one.address):
        with suppress(ArchiveError):  # the work itself says which are broken
            articles, seconds, read = _sampled(here, reading)
            share = size / read if read else 0.0
            return replace(whole, articles=round(articles * share), seconds=seconds * share / request.workers)
    return whole


def _sampled(segment: Segment, reading: Reader) -> tuple[int, float, int]:
    """Articles among the first records of a segment, seconds it took, and bytes of the segment they are."""
    counts: Counter[str] = Counter()
    start, articles, read = time.perf_counter(), 0, 0
    for member, page in members(Path(segment.address), segment.selection, counts):
        read += len(member)
        articles += reading.is_article(page)
        if counts["records"] >= SAMPLE:
            break
    else:
        read = segment.size
    taken = counts["records"] - counts["left out"]
    whole = round(read * counts["records"] / taken) if taken else segment.size
    return articles, time.perf_counter() - start, min(whole, segment.size)


def _reader(settings: Settings) -> Reader:
    return Reader(settings.sites, settings.topics, furniture_of(settings.warehouse_file))


def _runs(settings: Settings) -> Mapping[UUID, RunRow]:
    if not settings.warehouse_file.exists():
        return {}
    with reader(settings.warehouse_file) as con:
        return all_runs(con)


def _is_done(settings: Settings, segment: Segment, runs: Mapping[UUID, RunRow]) -> bool:
    run = runs.get(segment.run_id)
    return run is not None and run.finished_at is not None and not spool_file(_folder(settings), segment).exists()


def _folder(settings: Settings) -> Path:
    return (settings.home / "segments").absolute()


@dataclass(slots=True)
class _Filling:
    """A backfill at work: which segments wait for their turn, and what came of those that had it."""

    work: Work
    order: list[Segment]
    ready: dict[Segment, Made] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    problems: dict[str, str] = field(default_factory=dict)
    loaded: int = 0

    async def take(self, segment: Segment, made: Made | Exception) -> None:
        """Take what a worker made, and load what is next in order."""
        if isinstance(made, Exception):
            self.problems[segment.address] = str(made) or type(made).__name__
            self.order.remove(segment)
        else:
            self.ready[segment] = made
        self.work.watch("segments read", self.loaded + len(self.ready), self.loaded + len(self.order))
        while group := self._next():
            await self._load(group)

    def _next(self) -> list[Made]:
        """The segments that may be loaded now: those next in order, enough for a load or all that are left."""
        group: list[Made] = []
        for segment in self.order:
            if segment not in self.ready:
                return []
            group.append(self.ready[segment])
            if sum(made.counts["articles"] for made in group) >= AT_ONCE:
                return group
        return group

    async def _load(self, group: list[Made]) -> None:
        step = partial(asyncio.to_thread, load_segments, self.work.settings, group)
        self.counts += await self.work.step(f"load {len(group)} segments", step)
        for made in group:
            self.counts += made.counts
            self.order.remove(made.segment)
            del self.ready[made.segment]
        self.loaded += len(group)
        self.work.watch("segments loaded", self.loaded, self.loaded + len(self.order))


def load_segments(settings: Settings, group: Sequence[Made]) -> Counter[str]:
    """Load the spool files of some segments, their pages first brought into the archive; then the spools go.

    A run is unfinished until its segment is loaded, and a spool lies there until then: killed in between, the same
    spools are loaded again, which changes nothing that was.
    """
    folder = _folder(settings)
    segments = [made.segment for made in group]
    runs = [_run(made) for made in group]
    settings.archive.mkdir(parents=True, exist_ok=True)
    with writer(settings.writer_file, settings.lock_wait) as con:
        for run in runs:
            save_run(con, run)
        for segment in segments:
            _into_archive(warc_file(folder, segment), settings.archive)
        counts = Counter(load_spools(con, runs[-1], [spool_file(folder, segment) for segment in segments]))
        for run, made in zip(runs, group, strict=True):
            save_run(con, ended(run, made.counts))
    for segment in segments:
        spool_file(folder, segment).unlink()
        counts_file(folder, segment).unlink()
    return counts


def _run(made: Made) -> RunRow:
    told = {"segment": made.segment.address, **made.segment.selection.model_dump(mode="json", exclude_defaults=True)}
    return RunRow(run_id=made.segment.run_id, flow=SEGMENTS, started_at=datetime.now(UTC), parameters=told)


def _into_archive(path: Path, archive: Path) -> None:
    """Have the pages on the disk and move them; nothing to do where that was done, or where there are none."""
    if not path.exists():
        return
    if not path.stat().st_size:
        path.unlink()
        return
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(archive / path.name)


async def fill(settings: Settings, request: SegmentsRequest, step: Step = plainly, watch: Watch = quietly) -> Report:
    """Read and load every segment that was not loaded before, and publish. Returns what came of it.

    A segment that cannot be read is a problem of its own and stops no other. Raises SegmentsProblem for a path that
    is no segment, RunnerError when there are no workers, HomeBusy when another run is at work.
    """
    found = list(find(request.paths, request.selection))
    with alone(settings.home), logged(settings.logs):
        started = datetime.now(UTC)
        told = request.model_dump(mode="json", exclude={"workers", "scheduler"})
        job = RunRow(run_id=uuid4(), flow="backfill", started_at=started, parameters=told)
        work = Work(settings, step, watch)
        await prepare(work, job)
        runs = await asyncio.to_thread(_runs, settings)
        left = [one for one in found if not _is_done(settings, one, runs)]
        filling = _Filling(work, left.copy())
        await step(f"read {len(left)} segments", partial(_fill, filling, request, left))
        counts = Counter({"segments": filling.loaded, "done before": len(found) - len(left)}) + filling.counts
        job = ended(job, counts, "failed" if filling.problems else "completed")
        alerts = await step("publish", partial(asyncio.to_thread, end, settings, job))
    return Report(job, counts, problems=filling.problems, alerts=alerts)


async def _fill(filling: _Filling, request: SegmentsRequest, left: Sequence[Segment]) -> None:
    settings = filling.work.settings
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(clear_unfinished, folder)
    making = partial(make, folder=folder, reader=await asyncio.to_thread(_reader, settings))
    results = run_all(request.runner, making, left, request.workers, request.scheduler)
    # One thread and one context for all steps of the generator: a Dask client belongs to those that opened it.
    context, loop = copy_context(), asyncio.get_running_loop()
    step = partial(next, results, None)
    with ThreadPoolExecutor(1, thread_name_prefix="runner") as thread:
        try:
            while result := await loop.run_in_executor(thread, partial(context.run, step)):
                await filling.take(*result)
        finally:
            await loop.run_in_executor(thread, partial(context.run, results.close))

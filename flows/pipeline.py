"""Settings and a request -> a finished run: the steps in order, as plain functions. No Prefect here.

The path of a run: take up what an earlier one left, visit every site (discover, fetch, archive), read and load in
batches while others are visited, and publish. A kill at any point loses nothing: pages are in the archive, and synced,
before anyone judges them, each load is one transaction, and the next run starts with what a run that did not end had
archived, loaded or not: to load it again changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from flows.batches import BATCH, batches, read_batch
from flows.decisions import read_decisions, readable_decisions
from flows.elsewhere import copied_elsewhere
from flows.fetch import Fetcher
from flows.leftovers import archived_by, unfinished
from flows.lock import alone
from flows.logs import logged
from flows.notify import check_notifier, notify
from flows.reading import UNKNOWN, Reader, Unread, furniture_of, read_archived, workers
from flows.recalling import recall
from flows.remembering import LOADING, remember
from flows.report import Report
from flows.request import Request, chosen
from flows.room import room_of
from flows.settings import Settings
from flows.stream import Read, Stream
from flows.sweeping import seldom_swept
from flows.visit import Desk, Harvest, Watch, visit
from flows.warc import Archive
from parsers import Site
from parsers.rules import rules_version
from parsers.sites import load_sites
from parsers.topic_rules import load_rules
from warehouse.alerting import Changes
from warehouse.alerts import evaluate
from warehouse.db import reader, writer
from warehouse.decided import save_decisions
from warehouse.furniture import learn_furniture
from warehouse.holdings import all_runs
from warehouse.load import load, save_run, save_sites
from warehouse.publish import publish, restore
from warehouse.rows import ArticleRow, Batch, RejectRow, RunRow

log = logging.getLogger(__name__)

RECOVERED = "recovered"  # the state of a run that was killed, once what it archived is loaded
T = TypeVar("T")
Visiting = Callable[[Site, Desk], Awaitable[Harvest]]


class Step(Protocol):
    """How one step is run. Prefect passes its own, which makes a task of it."""

    async def __call__(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """Run the work under that name and give back what it gives."""


async def plainly(name: str, work: Callable[[], Awaitable[T]]) -> T:  # noqa: ARG001  # only other steps use the name
    """Run a step with nothing around it."""
    return await work()


def quietly(what: str, done: int, total: int) -> None:
    """Watch and say nothing."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What became of the pages that were read while others were fetched; `rest` is read and not loaded."""

    counts: Counter[str] = field(default_factory=Counter)
    rejects: Sequence[RejectRow] = ()
    rest: Sequence[Read] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """Where a run works, and how its steps are run and watched."""

    settings: Settings
    step: Step = plainly
    watch: Watch = quietly


async def ingest(settings: Settings, request: Request, step: Step = plainly, watch: Watch = quietly) -> Report:
    """Ask the chosen sites for what is new, load it, publish. Returns what came of it.

    Raises RequestError for an unknown site, HomeBusy when another run is at work, WarehouseError when the warehouse
    cannot be opened; in each case before anything is fetched.
    """
    sites = chosen(settings, request.sites, request.kinds)
    with alone(settings.home), logged(settings.logs), seldom_swept():
        run = begin("ingest", request.model_dump(mode="json"), settings)
        work = Work(settings, step, watch)
        await prepare(work, run)
        report = await finish(work, run, *await visit_all(work, sites, request, run, visit))
        return await copied_elsewhere(settings, report)


def begin(flow: str, parameters: Mapping[str, object], settings: Settings) -> RunRow:
    """A new run's row; with its parameters stands by which version of the rules it reads."""
    told = {**parameters, "rules": rules_version(settings.sites, settings.topics)}
    run = RunRow(run_id=uuid4(), flow=flow, started_at=datetime.now(UTC), parameters=told)
    log.info("%s %s begins: %s", flow, run.run_id, dict(parameters))
    return run


async def prepare(work: Work, run: RunRow) -> None:
    """Open the warehouse before the work, so that what is wrong shows now; take up what killed runs left behind."""
    left = await asyncio.to_thread(_open, work.settings, run)
    for old in left:
        log.info("taking up what run %s archived", old.run_id)
        harvest, damaged = await asyncio.to_thread(archived_by, old, work.settings)
        await finish(work, old, [harvest], damaged, state=RECOVERED)
    if left:
        await asyncio.to_thread(_save_run, work.settings, run)


def _open(settings: Settings, run: RunRow) -> list[RunRow]:
    """Bring the warehouse and its published copy up to date with what is there. Returns the runs that never ended.

    Where there are none, the new run is known from here on; else it is when they are taken up.
    """
    load_rules(settings.topics)  # a bad line of a lexicon is said before anything is fetched
    check_notifier(settings)
    restore(settings.warehouse_file, settings.writer_file)
    with writer(settings.writer_file, settings.lock_wait) as con:
        save_sites(con, load_sites(settings.sites))
        save_decisions(con, read_decisions(settings.decisions_file))
        publish(con, settings.writer_file, settings.warehouse_file)
        left = unfinished(settings, all_runs(con))
        if not left:
            save_run(con, run)
        return left


def _save_run(settings: Settings, run: RunRow) -> None:
    with writer(settings.writer_file, settings.lock_wait) as con:
        save_run(con, run)


async def finish(
    work: Work,
    run: RunRow,
    harvests: Sequence[Harvest],
    problems: Mapping[str, str],
    streamed: Streamed = Streamed(),  # frozen
    state: str = "",
) -> Report:
    """Read and load what was brought, batch by batch, then publish. The run ends in `state`, else as it went."""
    counts = Counter(streamed.counts)
    rejects = list(streamed.rejects)
    problems = dict(problems)
    unread_yet = sum(len(harvest.pages) for harvest in harvests)
    done, total = 0, unread_yet + len(streamed.rest)
    with workers(unread_yet) as pool:
        for batch in batches(run, harvests, streamed.rest):
            full = batch
            if batch.pages and not (batch.articles or batch.rejects):
                name = f"read {len(batch.pages)} pages"
                full, unread = await work.step(name, partial(asyncio.to_thread, read, work.settings, batch, pool))
                problems |= unread
            counts += await work.step("load", partial(asyncio.to_thread, load_batch, work.settings, full))
            rejects += full.rejects
            done += len(batch.pages)
            work.watch("reading", done, total)
    report = Report(run, counts, tuple(harvests), tuple(rejects), problems)
    report = replace(report, run=ended(run, counts, state or ("failed" if report.failed else "completed")))
    changes = await work.step("publish", partial(asyncio.to_thread, end, work.settings, report.run))
    return replace(report, alerts=changes)


def read(settings: Settings, batch: Batch, pool: Executor | None = None) -> tuple[Batch, dict[str, str]]:
    """The batch with the articles and rejects of its pages, read from the archive; and what could not be read there."""
    furniture = furniture_of(settings.warehouse_file)
    load_rules(settings.topics)  # inside a page's reading, a bad line would make a reject of every page
    rows = list(read_archived(settings.archive, batch.pages, settings.sites, furniture, pool, settings.topics))
    sites: dict[UUID | None, str] = {row.page_id: row.article.site for row in rows if isinstance(row, ArticleRow)}
    full = replace(
        batch,
        fetches=tuple(row if row.site else replace(row, site=sites.get(row.page_id, UNKNOWN)) for row in batch.fetches),
        articles=tuple(row for row in rows if isinstance(row, ArticleRow)),
        rejects=tuple(row for row in rows if isinstance(row, RejectRow)),
    )
    return full, {row.url: row.problem for row in rows if isinstance(row, Unread)}


def load_batch(settings: Settings, batch: Batch, threads: int | None = None) -> Counter[str]:
    """Load one batch, on so many processors, else on all; the warehouse is open only so long."""
    with LOADING, writer(settings.writer_file, settings.lock_wait, threads) as con:
        return Counter(load(con, batch))


def ended(run: RunRow, counts: Mapping[str, int], state: str = "completed") -> RunRow:
    """The run's row at its end."""
    return replace(run, finished_at=datetime.now(UTC), state=state, counts=dict(counts))


def end(settings: Settings, run: RunRow) -> Changes:
    """Write how the run ended, raise and close alerts, publish, and tell people. Returns what was raised and closed."""
    log.info("%s %s %s: %s", run.flow, run.run_id, run.state, dict(run.counts))
    with writer(settings.writer_file, settings.lock_wait) as con:
        learn_furniture(con, run.started_at)
        if (decisions := readable_decisions(settings.decisions_file)) is not None:
            save_decisions(con, decisions)  # those made while the run was at work
        save_run(con, run)
        now = run.finished_at or run.started_at
        changes = evaluate(con, now, room_of(settings, now))
        publish(con, settings.writer_file, settings.warehouse_file)
    notify(settings, changes)
    return changes


async def visit_all(
    work: Work, sites: Sequence[Site], request: Request, run: RunRow, visiting: Visiting
) -> tuple[list[Harvest], dict[str, str], Streamed]:
    """Visit the sites side by side; what they brought, and which visits broke off, with the reason.

    A visit that breaks off is a problem of its own: what it had archived by then is taken up too.
    """
    results, learned, stream, read_rest = await _results(work, sites, request, run, visiting)
    broken = {s.name: r for s, r in zip(sites, results, strict=True) if isinstance(r, BaseException)}
    for name, error in broken.items():
        log.error("%s: the visit broke off", name, exc_info=error)
    problems = {name: f"{type(error).__name__}: {error}" for name, error in broken.items()}
    harvests = [*(r for r in results if not isinstance(r, BaseException)), learned]
    if problems:
        pages = {page.page_id for h in harvests for page in h.pages} | {one for h in harvests for one in h.streamed}
        rest, damaged = await asyncio.to_thread(archived_by, run, work.settings, pages)
        unread = tuple(page for page in rest.pages if page.page_id not in stream.taken)
        harvests, problems = [*harvests, replace(rest, pages=unread)], problems | damaged
    lost = Harvest("", pages=tuple(stream.unread))
    return [*harvests, lost], problems, Streamed(stream.counts, stream.rejects, read_rest)


async def _results(
    work: Work, sites: Sequence[Site], request: Request, run: RunRow, visiting: Visiting
) -> tuple[list[Harvest | BaseException], Harvest, Stream, list[Read]]:
    """What each visit brought or how it broke off, what was learned of hosts, and the pages that were read."""
    settings = work.settings
    gate = asyncio.Semaphore(settings.concurrency)
    recalled = await asyncio.to_thread(recall, settings, run, sites)
    # Held open, the published copy costs each visit that reads it 2 ms, where opening it anew takes 30.
    with reader(settings.warehouse_file), Archive(settings.archive, run.run_id) as archive:
        reading = Reader(settings.sites, settings.topics, recalled.furniture)
        load = partial(_load_read, work, run, archive)
        async with Fetcher(settings, recalled.memory) as fetcher, Stream(reading, load, BATCH) as stream:
            desk = Desk(settings, fetcher, archive, run, request, work.watch, recalled.answers, stream)

            async def one(site: Site) -> Harvest:
                async with gate:
                    harvest = await work.step(f"visit {site.name}", partial(visiting, site, desk))
                    await remember(site, fetcher.memory, settings, run)
                    return harvest

            results = await asyncio.gather(*map(one, sites), return_exceptions=True)
            learned = Harvest("", pauses=fetcher.memory.pauses, robots=fetcher.memory.robots)
            rest = await stream.drain()
        archive.sync()
    return results, learned, stream, rest


async def _load_read(work: Work, run: RunRow, archive: Archive, rows: list[Read]) -> Counter[str]:
    """Load pages that were read on their way, once they are on the disk.

    On one processor: the others fetch and read meanwhile, and several at one batch cost a tenth more between them.
    """
    await asyncio.to_thread(archive.syncing())
    batch = read_batch(run, rows)
    return await work.step("load", partial(asyncio.to_thread, load_batch, work.settings, batch, threads=1))

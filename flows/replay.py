"""The archive -> a finished run: every page read again with today's rules, nothing fetched."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from flows.batches import BATCH
from flows.differences import Comparison
from flows.elsewhere import copied_elsewhere
from flows.lock import alone
from flows.logs import logged
from flows.pipeline import Step, Work, begin, end, ended, plainly, prepare, quietly, read
from flows.reading import workers
from flows.report import Report
from flows.request import chosen
from flows.settings import Settings
from flows.sweeping import seldom_swept
from flows.visit import Watch
from warehouse.alerting import Changes
from warehouse.db import reader, writer
from warehouse.holdings import archived_pages, pages_of_sites, standing_articles
from warehouse.renew import renew
from warehouse.rows import Batch, PageRow, RejectRow, RunRow
from warehouse.shadow import load_into, shadow_of, take_its_place

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Replay:
    """What reading again gave so far."""

    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[RejectRow] = field(default_factory=list)
    differences: Comparison = field(default_factory=Comparison)
    problems: dict[str, str] = field(default_factory=dict)


async def replay(
    settings: Settings,
    names: Sequence[str],
    *,
    dry_run: bool = False,
    step: Step = plainly,
    watch: Watch = quietly,
) -> tuple[Report, dict[str, Any]]:
    """Read every archived page of these sites (none: of all) again; load what differs, unless `dry_run`, and publish.

    It is loaded into a copy of the writer's file that takes its place at the end: all of it, or nothing of it.
    Returns the report, and what differs: counts by site, and the worst cases. Raises RequestError for an unknown
    site, WarehouseMissing when there is no warehouse yet, HomeBusy when another run is at work.
    """
    pages = _of_sites(settings, names)  # first of all: a warehouse must be there
    run = begin("reparse", {"sites": list(names), "dry_run": dry_run}, settings)
    work = Work(settings, step, watch)
    alerts = Changes()
    with alone(settings.home), logged(settings.logs), seldom_swept():
        if not dry_run:
            await prepare(work, run)
        with nullcontext() if dry_run else shadow_of(settings.warehouse_file, settings.writer_file) as shadow:
            gathered = await _read_again(work, run, pages, shadow)
            if shadow:
                await step("decide anew", partial(asyncio.to_thread, decide_anew, shadow))
            done = ended(run, gathered.counts, "failed" if gathered.problems else "completed")
            if shadow:
                finish = partial(asyncio.to_thread, take_its_place, shadow, settings.writer_file, done)
                await step("apply", finish)
                alerts = await step("publish", partial(asyncio.to_thread, end, settings, done))
    report = Report(done, gathered.counts, rejects=tuple(gathered.rejects), problems=gathered.problems, alerts=alerts)
    if not dry_run:
        report = await copied_elsewhere(settings, report)
    return report, gathered.differences.values()


async def _read_again(work: Work, run: RunRow, pages: Sequence[PageRow], shadow: Path | None) -> Replay:
    gathered = Replay()
    rest = iter(pages)
    done = 0
    with workers(len(pages)) as pool:
        while some := tuple(islice(rest, BATCH)):
            batch = partial(_batch, work.settings, Batch(run=run, pages=some), pool, gathered)
            full = await work.step(f"read {len(some)} pages", partial(asyncio.to_thread, batch))
            if shadow:
                gathered.counts += await work.step("load", partial(asyncio.to_thread, load_into, shadow, full))
            done += len(some)
            work.watch("reading", done, len(pages))
    return gathered


def _batch(settings: Settings, batch: Batch, pool: Executor | None, gathered: Replay) -> Batch:
    """What the pages give now, without the pages themselves: they are in the warehouse already."""
    full, unread = read(settings, batch, pool)
    with reader(settings.warehouse_file) as con:
        before = standing_articles(con, [page.page_id for page in batch.pages])
    gathered.differences.add(before, (*full.articles, *full.rejects))
    gathered.rejects += full.rejects
    gathered.problems |= unread
    return replace(full, pages=())


def decide_anew(shadow: Path) -> None:
    """Bring what older rules decided about stories up to today's."""
    with writer(shadow) as con:
        if articles := renew(con):
            log.info("decided anew by today's rules: the stories of %d articles", articles)


def _of_sites(settings: Settings, names: Sequence[str]) -> list[PageRow]:
    """The archived pages of these sites, or all, in the order of the archive."""
    with reader(settings.warehouse_file) as con:
        pages = list(archived_pages(con))
        wanted = pages_of_sites(con, [site.name for site in chosen(settings, names)]) if names else None
    return [page for page in pages if wanted is None or page.page_id in wanted]

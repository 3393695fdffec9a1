"""The archive -> a finished run: every page read again with today's rules, nothing fetched."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any

from flows.differences import Difference, compare, tally
from flows.lock import alone
from flows.logs import logged
from flows.pipeline import BATCH, Step, Work, begin, end, ended, load_batch, plainly, prepare, quietly, read
from flows.reading import workers
from flows.report import Report
from flows.request import chosen
from flows.settings import Settings
from flows.visit import Watch
from warehouse.alerting import Changes
from warehouse.db import reader
from warehouse.holdings import archived_pages, pages_of_sites, standing_articles
from warehouse.rows import Batch, PageRow, RejectRow, RunRow

SHOWN = 20  # worst differences to report


@dataclass(slots=True)
class Replay:
    """What reading again gave so far."""

    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[RejectRow] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
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

    Returns the report, and what differs: counts by site, and the worst cases. Raises RequestError for an unknown
    site, WarehouseMissing when there is no warehouse yet, HomeBusy when another run is at work.
    """
    pages = _of_sites(settings, names)  # first of all: a warehouse must be there
    run = begin("reparse", {"sites": list(names), "dry_run": dry_run})
    work = Work(settings, step, watch)
    alerts = Changes()
    with alone(settings.home), logged(settings.logs):
        if not dry_run:
            await prepare(work, run)
        gathered = await _read_again(work, run, pages, dry_run=dry_run)
        done = ended(run, gathered.counts, "failed" if gathered.problems else "completed")
        if not dry_run:
            alerts = await step("publish", partial(asyncio.to_thread, end, settings, done))
    report = Report(done, gathered.counts, rejects=tuple(gathered.rejects), problems=gathered.problems, alerts=alerts)
    return report, differing(gathered.differences)


async def _read_again(work: Work, run: RunRow, pages: Sequence[PageRow], *, dry_run: bool) -> Replay:
    gathered = Replay()
    rest = iter(pages)
    done = 0
    with workers(len(pages)) as pool:
        while some := tuple(islice(rest, BATCH)):
            batch = partial(_batch, work.settings, Batch(run=run, pages=some), pool, gathered)
            full = await work.step(f"read {len(some)} pages", partial(asyncio.to_thread, batch))
            if not dry_run:
                load = partial(asyncio.to_thread, load_batch, work.settings, full)
                gathered.counts += await work.step("load", load)
            done += len(some)
            work.watch("reading", done, len(pages))
    return gathered


def _batch(settings: Settings, batch: Batch, pool: Executor | None, gathered: Replay) -> Batch:
    """What the pages give now, without the pages themselves: they are in the warehouse already."""
    full, unread = read(settings, batch, pool)
    with reader(settings.warehouse_file) as con:
        before = standing_articles(con, [page.page_id for page in batch.pages])
    gathered.differences += compare(before, (*full.articles, *full.rejects))
    gathered.rejects += full.rejects
    gathered.problems |= unread
    return replace(full, pages=())


def _of_sites(settings: Settings, names: Sequence[str]) -> list[PageRow]:
    """The archived pages of these sites, or all, in the order of the archive."""
    with reader(settings.warehouse_file) as con:
        pages = list(archived_pages(con))
        wanted = pages_of_sites(con, [site.name for site in chosen(settings, names)]) if names else None
    return [page for page in pages if wanted is None or page.page_id in wanted]


def differing(differences: Sequence[Difference]) -> dict[str, Any]:
    """The differences as plain values: counts by site and kind, and the worst cases first."""
    worst = sorted(differences, key=lambda difference: -difference.weight)[:SHOWN]
    return {
        "sites": {site: dict(counts) for site, counts in sorted(tally(differences).items())},
        "worst": [
            {"site": d.site, "url": d.url, "kinds": list(d.kinds), "before": d.words_before, "after": d.words_after}
            for d in worst
        ],
    }

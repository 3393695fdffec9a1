"""Parameters -> a backfill in Prefect, from the network or from WARC segments: an estimate, then the work."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial
from typing import Annotated, Any

from prefect import flow, get_run_logger
from pydantic import Field

from flows.backfilling import MOST_PAGES, ROUND, BackfillRequest, one_round, survey
from flows.parameters import Day, Language, Limit, Sites
from flows.prefect_run import announce, as_task, judged, patiently, progress, rename
from flows.report_page import counted
from flows.runner import Runner
from flows.segments import SegmentsRequest, fill
from flows.segments import survey as survey_segments
from flows.selection import Selection
from flows.settings import from_environment


@flow(name="backfill", persist_result=False)
async def backfill(
    sites: Annotated[Sites, Field(min_length=1)],
    since: Day,
    until: Day,
    pages: Annotated[int, Field(ge=1, le=1000)] = MOST_PAGES,
    limit: Limit = ROUND,
    estimate_only: bool = False,
) -> dict[str, Any]:
    """Fetch what the sites published between two days and we do not hold. Returns what came of it as plain values.

    Looks first what there is, and says how much that is and how long it will take. Stopped or killed, the same call
    goes on where it was.

    Args:
        sites: Which sites, one at least.
        since: The first day.
        until: The last day.
        pages: How many pages of each listing to turn, 1 to 1,000.
        limit: Articles of a site to a round, 1 to 10,000. Other runs may work between two rounds.
        estimate_only: Look, say what there is, and keep it as due, but fetch no article now.
    """
    request = BackfillRequest(sites=sites, since=since, until=until, pages=pages)
    settings = from_environment()
    log = get_run_logger()
    async with progress("backfill-progress") as watch:
        looking = partial(survey, settings, request, step=as_task, watch=watch)
        report, estimate = await patiently(looking)
        announce(report.values())
        log.info("%s", estimate.told())
        await rename(f"backfill {since} to {until} - {estimate.articles} articles")
        counts = Counter(report.counts)
        fetching = partial(one_round, settings, request, step=as_task, watch=watch, most=limit)
        more = not estimate_only and estimate.articles > 0
        while more:
            report, more = await patiently(fetching)
            announce(report.values())
            counts += Counter(report.counts)
            log.info("so far: %s", counted(counts))
    return judged(report.values() | {"counts": dict(counts), "estimate": estimate.told()})


@flow(name="segments", persist_result=False)
async def segments(
    paths: Annotated[list[str], Field(min_length=1)],
    hosts: list[str] = [],
    languages: list[Language] = [],
    since: Day | None = None,
    until: Day | None = None,
    pattern: str = "",
    runner: Runner = Runner.POOL,
    scheduler: str = "",
    estimate_only: bool = False,
) -> dict[str, Any]:
    """Read WARC segments that others crawled, in worker processes or on Dask, and load what they hold.

    Says first how much that is. Stopped or killed, the same call goes on where it was.

    Args:
        paths: WARC files, folders, or lists of them (warc.paths.gz), here or at s3:// or https:// addresses.
        hosts: Only pages of these hosts and of those below them.
        languages: Only articles in these languages, as two letters.
        since: The first day of fetching, in UTC.
        until: The last day.
        pattern: A regular expression that an address must hold.
        runner: pool for the cores of this machine, dask for a cluster.
        scheduler: Address of a Dask scheduler whose workers see the home folder; without one a local cluster.
        estimate_only: Only say how much there is.
    """
    given = {"hosts": hosts, "languages": languages, "since": since, "until": until, "pattern": pattern}
    request = SegmentsRequest(
        paths=tuple(paths), selection=Selection.model_validate(given), runner=runner, scheduler=scheduler
    )
    settings = from_environment()
    estimate = await asyncio.to_thread(survey_segments, settings, request)
    get_run_logger().info("%s", estimate.told())
    await rename(f"segments - {len(estimate.segments)} to read")
    if estimate_only:
        return {"estimate": estimate.told()}
    async with progress("segments-progress") as watch:
        report = await patiently(partial(fill, settings, request, step=as_task, watch=watch))
    announce(report.values())
    return judged(report.values() | {"estimate": estimate.told()})

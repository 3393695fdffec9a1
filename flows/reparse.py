"""Parameters -> a run of `replay.replay` in Prefect: the archive read again with today's rules."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger

from flows import replay
from flows.ingest import SiteName, as_task, judged
from flows.settings import from_environment


@flow(name="reparse", persist_result=False)
async def reparse(sites: list[SiteName] | None = None, dry_run: bool = False) -> dict[str, Any]:
    """Read every archived page again, load what differs and publish. Fetches nothing. Returns the report's values.

    Args:
        sites: names of sites; none means all
        dry_run: only say what would change
    """
    report, differing = await replay.replay(from_environment(), sites or [], dry_run=dry_run, step=as_task)
    get_run_logger().info("read again: %s; differing: %s", dict(report.counts), differing["sites"])
    return judged({**report.values(), "differing": differing})

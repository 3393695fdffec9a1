"""Parameters -> a run of `replay.replay` in Prefect: the archive read again with today's rules."""

from __future__ import annotations

from typing import Any, cast

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State

from flows import replay
from flows.parameters import Sites
from flows.prefect_run import announce, as_task, in_turn, judged, progress
from flows.report_page import counted
from flows.settings import from_environment


@flow(name="reparse", persist_result=False)
async def reparse(sites: Sites = [], dry_run: bool = False) -> dict[str, Any]:
    """Read every archived page again, load what differs and publish. Fetches nothing. Returns the report's values.

    Args:
        sites: Which sites; none means all.
        dry_run: Only say what would change.
    """
    async with progress("reparse-progress") as watch:
        done = await in_turn(
            lambda: replay.replay(from_environment(), sites, dry_run=dry_run, step=as_task, watch=watch)
        )
    if isinstance(done, State):
        return cast(dict[str, Any], done)
    report, differing = done
    get_run_logger().info("read again: %s; differing: %s", counted(report.counts), differing["sites"])
    announce(report.values())
    return judged({**report.values(), "differing": differing})

"""Parameters -> a run of `maintaining.maintain` in Prefect: the home tidied."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, cast

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State

from flows import maintaining
from flows.prefect_run import as_task, in_turn
from flows.settings import from_environment


@flow(name="maintain", persist_result=False)
async def maintain(dry_run: bool = False) -> dict[str, Any]:
    """Take expired pages out of the archive, compact the writer's file, remove old logs. Returns what was done.

    Args:
        dry_run: Only say what would be done.
    """
    work = partial(maintaining.maintain, from_environment(), dry_run=dry_run)
    done = await in_turn(lambda: as_task("maintain", partial(asyncio.to_thread, work)))
    if isinstance(done, State):
        return cast(dict[str, Any], done)
    get_run_logger().info("%s", done.values())
    return done.values()

"""Parameters -> a run of `maintaining.maintain` in Prefect: the home tidied."""

from __future__ import annotations

import asyncio
from typing import Any

from prefect import flow, get_run_logger

from flows.ingest import as_task
from flows.maintaining import maintain as tidy
from flows.settings import from_environment


@flow(name="maintain", persist_result=False)
async def maintain(dry_run: bool = False) -> dict[str, Any]:
    """Take expired pages out of the archive, compact the writer's file, remove old logs. Returns what was done.

    Args:
        dry_run: only say what would be done
    """
    done = await as_task("maintain", lambda: asyncio.to_thread(tidy, from_environment(), dry_run=dry_run))
    values = done.values()
    get_run_logger().info("%s", values)
    return values

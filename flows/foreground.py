"""A request -> a report, now and here: through Prefect when its server is named, else the pipeline alone."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from flows.pipeline import Request, ingest
from flows.prefect_env import prepare
from flows.settings import Settings
from flows.visit import Watch


def ingest_now(settings: Settings, request: Request, watch: Watch) -> dict[str, Any]:
    """Run the main job in this process and give back the report's values. Nothing is left running.

    Raises what `pipeline.ingest` raises.
    """
    if os.environ.get("PREFECT_API_URL"):
        return ingest_in_prefect(settings, request)
    return asyncio.run(ingest(settings, request, watch=watch)).values()


def ingest_in_prefect(settings: Settings, request: Request) -> dict[str, Any]:
    """The same as a run of the Prefect flow, which shows in its UI; a temporary server when none is named."""
    prepare(settings)
    os.environ["HOPTAC_HOME"] = str(settings.home)  # the flow reads its settings as a worker's run would
    from flows.ingest import ingest as flow  # noqa: PLC0415  # Prefect takes seconds to import

    return asyncio.run(flow(sites=request.sites, limit=request.limit, since=request.since))

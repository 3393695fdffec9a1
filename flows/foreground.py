"""A request -> a report, now and here: through Prefect when its server is named, else the pipeline alone."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from flows.console import complain
from flows.errors import HoptacError
from flows.leaving import HURRY
from flows.pipeline import ingest
from flows.prefect_env import prepare
from flows.request import Request, chosen
from flows.settings import Settings
from flows.visit import Watch


def ingest_now(settings: Settings, request: Request, watch: Watch) -> dict[str, Any]:
    """Run the main job in this process and give back the report's values. Nothing is left running.

    Raises what `pipeline.ingest` raises.
    """
    if os.environ.get("PREFECT_API_URL"):
        return ingest_in_prefect(settings, request)
    return asyncio.run(ingest(settings, request, watch=watch)).values()


class PrefectUnreachable(HoptacError):
    """The server that PREFECT_API_URL names does not answer; the message says what to do."""


def ingest_in_prefect(settings: Settings, request: Request) -> dict[str, Any]:
    """The same as a run of the Prefect flow, which shows in its UI; a temporary server when none is named.

    Raises RequestError for an unknown site before Prefect is asked, PrefectUnreachable when its server is not there.
    """
    chosen(settings, request.sites)
    prepare(settings)
    os.environ["HOPTAC_HOME"] = str(settings.home)  # the flow reads its settings as a worker's run would
    try:
        return asyncio.run(_flow_run(request))
    except RuntimeError as error:
        if "API" not in str(error):
            raise
        server = os.environ.get("PREFECT_API_URL", "the temporary one")
        raise PrefectUnreachable(
            f"Prefect's server ({server}) does not answer; run `prefect server start`, or unset PREFECT_API_URL"
        ) from error


async def _flow_run(request: Request) -> dict[str, Any]:
    from flows.ingest import ingest as flow  # noqa: PLC0415  # Prefect takes seconds to import
    from flows.prefect_run import overhearing  # noqa: PLC0415  # as above

    with overhearing() as reports:
        try:
            state = await flow(**request.model_dump(), return_state=True)
        except Exception as error:
            if not reports:
                raise
            complain(f"Prefect's server went away ({error}): the run is loaded, but does not show there")
            HURRY.set()
            return reports[-1]
    result: Any = await state.aresult(raise_on_failure=False)  # a failed run has its report too
    if isinstance(result, BaseException):
        raise result
    return dict(result)

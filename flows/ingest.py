"""Parameters -> a run of the main job in Prefect: `pipeline.ingest` with its steps as tasks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled, Failed
from pydantic import AfterValidator, Field

from flows import pipeline
from flows.lock import HomeBusy
from flows.settings import from_environment

T = TypeVar("T")


def _known(name: str) -> str:
    try:
        pipeline.chosen(from_environment(), [name])
    except pipeline.RequestError as error:
        raise ValueError(str(error)) from error  # what pydantic takes for an answer
    return name


SiteName = Annotated[str, AfterValidator(_known)]


async def as_task(name: str, work: Callable[[], Awaitable[T]]) -> T:
    """Run one step as a Prefect task: one per site to visit and per batch to read or load, never one per article.

    A task run costs about 50 ms, most of it in the server. The work takes no arguments, so nothing is serialised.
    """

    @task(name=name, cache_policy=NO_CACHE, persist_result=False)
    async def run() -> T:
        return await work()

    return await run()


@flow(name="ingest", persist_result=False)
async def ingest(
    sites: list[SiteName] | None = None,
    limit: Annotated[int | None, Field(ge=1)] = None,
    since: date | None = None,
) -> dict[str, Any]:
    """Ask the sites for new articles, load them and publish. Returns the report as plain values.

    Ends as failed, with the report as its data, when something broke or no list answered. A run that a schedule starts
    while another is at work in the same home is cancelled; the next one catches up.

    Args:
        sites: names of sites; none means every enabled one
        limit: at most so many articles of each site; the rest waits for the next run
        since: nothing that its list dates before this day
    """
    request = pipeline.Request(sites=sites or [], limit=limit, since=since)
    try:
        report = await pipeline.ingest(from_environment(), request, step=as_task)
    except HomeBusy as busy:
        if runtime.deployment.id is None:
            raise
        return Cancelled(message=str(busy))  # type: ignore[return-value]  # Prefect takes a state for the result
    return await told(report.values())


async def told(values: dict[str, Any]) -> dict[str, Any]:
    """The report put where Prefect's readers look: a table of the sites, a line in the log for each problem."""
    log = get_run_logger()
    log.info("loaded: %s", values["counts"])
    for name, problem in wrong(values):
        log.error("%s: %s", name, problem)
    table = [{"site": name, **tally} for name, tally in values["sites"].items()]
    await acreate_table_artifact(table, key="ingest", description="What each site gave in this run.")
    return judged(values)


def judged(values: dict[str, Any]) -> dict[str, Any]:
    """The values, in a failed state when the report says that the run failed."""
    if not values["failed"]:
        return values
    message = "; ".join(f"{name}: {problem}" for name, problem in wrong(values))
    return Failed(message=message, data=values)  # type: ignore[return-value]  # Prefect takes a state for the result


def wrong(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What broke and what did not answer, with the reason."""
    unread = [(poll["site"], f"{poll['url']}: {poll['reason']}") for poll in values["unreachable"]]
    return [*values["problems"].items(), *unread]

"""Parameters -> a run of the main job in Prefect: `pipeline.ingest` with its steps as tasks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from prefect import flow, get_run_logger, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from pydantic import AfterValidator, Field

from flows import pipeline
from flows.settings import from_environment
from parsers.sites import load_sites

T = TypeVar("T")


def _known(name: str) -> str:
    sites = load_sites(from_environment().sites)
    if not sites.by_name(name):
        raise ValueError(f"unknown site {name}; the sites are {', '.join(site.name for site in sites)}")
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
    sites: Annotated[list[SiteName] | None, Field(description="names of sites; none means every enabled one")] = None,
    limit: Annotated[int | None, Field(ge=1, description="at most so many articles of each site")] = None,
    since: Annotated[date | None, Field(description="nothing that its list dates before this day")] = None,
) -> dict[str, Any]:
    """Ask the sites for new articles, load them and publish. Returns the report as plain values."""
    request = pipeline.Request(sites=sites or [], limit=limit, since=since)
    report = await pipeline.ingest(from_environment(), request, step=as_task)
    values = report.values()
    await _tell(values)
    return values


async def _tell(values: dict[str, Any]) -> None:
    """The report where Prefect's readers look: a table of the sites, a line in the log for each problem."""
    log = get_run_logger()
    log.info("loaded: %s", values["counts"])
    for name, problem in values["problems"].items():
        log.error("%s: %s", name, problem)
    table = [{"site": name, **tally} for name, tally in values["sites"].items()]
    await acreate_table_artifact(table, key="ingest", description="What each site gave in this run.")

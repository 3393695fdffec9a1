"""A run -> what Prefect makes and shows of it: tasks, turns, names, progress, reports, states."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import get_client, get_run_logger, task
from prefect.artifacts import acreate_markdown_artifact, acreate_progress_artifact, aupdate_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.context import FlowRunContext
from prefect.events import emit_event
from prefect.states import Failed

from flows.lock import HomeBusy
from flows.report_page import counted
from flows.troubles import troubles
from flows.visit import Watch
from parsers.model import ZONE

T = TypeVar("T")

LATE = timedelta(minutes=20)  # a schedule's run that begins later is skipped: the next one is near
PATIENCE = timedelta(minutes=30)  # so long a run by hand waits for another to end
LOOK_AGAIN = 5.0  # seconds, while it waits
SHOW_EVERY = 2.0  # seconds; one more update costs the server about 17 ms
AWAIT_SERVER = 90.0  # seconds that a finished run waits for a server that went away: a restart takes 10 to 40
_REPORTS: ContextVar[list[dict[str, Any]]] = ContextVar("reports")


async def as_task(name: str, work: Callable[[], Awaitable[T]]) -> T:
    """Run one step as a Prefect task: one per site to visit and per batch to read or load, never one per article.

    A task run costs about 50 ms, most of it in the server. The work takes no arguments, so nothing is serialised.
    """

    @task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)
    async def run() -> T:
        return await work()

    return await run()


def this_run() -> FlowRun:
    """The flow run that is being worked on. Raises RuntimeError outside of one."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise RuntimeError("no flow is running")
    return context.flow_run


def started_by_schedule() -> bool:
    """Was this run made by a schedule, not by a person or a program?"""
    return bool(this_run().auto_scheduled)


async def in_turn(work: Callable[[], Awaitable[T]]) -> T:
    """What the work gives, once no other run is at work in this home.

    A run that a schedule started is skipped when another works, or when it begins long after its time (a worker was
    down): the next one catches up; the state is given back in place of the result. One started by hand waits its turn.
    Outside of a deployment HomeBusy is raised at once.
    """
    run = this_run()
    if run.auto_scheduled and (late := _late(run)) > LATE:
        return cast(T, skipped(f"{late.total_seconds() / 60:.0f} minutes late; the next run catches up"))
    try:
        return await (work() if run.auto_scheduled or run.deployment_id is None else patiently(work))
    except HomeBusy as busy:
        if run.deployment_id is None:
            raise
        return cast(T, skipped(str(busy)))


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """What the work gives; while another run is at work it waits, half an hour at most, then raises HomeBusy."""
    end = datetime.now(UTC) + PATIENCE
    while True:
        try:
            return await work()
        except HomeBusy as busy:
            if datetime.now(UTC) > end:
                raise
            get_run_logger().info("waiting: %s", busy)
        await asyncio.sleep(LOOK_AGAIN)


def _late(run: FlowRun) -> timedelta:
    return datetime.now(UTC) - (run.expected_start_time or datetime.now(UTC))


def skipped(why: str) -> State:
    """The state of a run that did nothing, with the reason."""
    return State(type=StateType.CANCELLED, name="Skipped", message=why)


async def shown(call: Awaitable[T]) -> T | None:
    """What a call to the server gives; None, and a line in the log, when it fails: what is only shown fails no run."""
    try:
        return await call
    except Exception as error:  # whatever a server that has gone away makes of it
        why = str(error) or type(error).__name__
        get_run_logger().warning("Prefect's server did not take it: %s; the run goes on", why)
        return None


async def server_answers(patience: float = 0.0) -> bool:
    """Is the server there, or back within so many seconds?"""
    end = time.monotonic() + patience
    async with get_client() as client:
        while error := await client.api_healthcheck():
            if time.monotonic() >= end:
                get_run_logger().warning("Prefect's server is gone (%s); what was fetched is not lost", error)
                return False
            await asyncio.sleep(LOOK_AGAIN)
    return True


async def rename(name: str) -> None:
    """Give this run a name that reads, such as "ingest 14:30 - 11 sites - 37 new"."""
    async with get_client() as client:
        await shown(client.update_flow_run(flow_run_id=this_run().id, name=name))


def at_local_time(moment: datetime) -> str:
    """The hour and minute in Vietnam."""
    return moment.astimezone(ZoneInfo(ZONE)).strftime("%H:%M")


@asynccontextmanager
async def progress(key: str) -> AsyncIterator[Watch]:
    """A bar in the run's page, for as long as the block works: how many of all things to do are done."""
    counts: dict[str, tuple[int, int]] = {}

    def watch(what: str, done: int, total: int) -> None:
        counts[what] = (done, total)

    bar = acreate_progress_artifact(0.0, key=key, description="What is done of what is known to be done.")
    artifact = await shown(bar)
    showing = asyncio.create_task(_show(artifact, counts))
    try:
        yield watch
    finally:
        showing.cancel()
        with suppress(asyncio.CancelledError):
            await showing
    patience = AWAIT_SERVER if this_run().deployment_id else 0.0  # a person is not kept waiting
    if artifact and await server_answers(patience):
        await shown(aupdate_progress_artifact(artifact, 100.0, description=_so_far(counts)))


async def _show(artifact: UUID | None, counts: dict[str, tuple[int, int]]) -> None:
    before = ""
    while artifact:
        await asyncio.sleep(SHOW_EVERY)
        if (now := _so_far(counts)) != before:
            before = now
            await shown(aupdate_progress_artifact(artifact, _share(counts), description=now))


def _share(counts: dict[str, tuple[int, int]]) -> float:
    done, total = (sum(column) for column in zip(*counts.values(), strict=True)) if counts else (0, 0)
    return 100.0 * done / total if total else 0.0


def _so_far(counts: dict[str, tuple[int, int]]) -> str:
    return ", ".join(f"{what} {done}/{total}" for what, (done, total) in counts.items() if total) or "nothing to do yet"


@contextmanager
def overhearing() -> Iterator[list[dict[str, Any]]]:
    """The reports of the flows that are run in this block: there when work is done, also if its server goes away."""
    reports: list[dict[str, Any]] = []
    before = _REPORTS.set(reports)
    try:
        yield reports
    finally:
        _REPORTS.reset(before)


async def told(name: str, key: str, values: dict[str, Any], page: str) -> dict[str, Any]:
    """The report put where Prefect's readers look, the run named, and the values in the state that they deserve."""
    log = get_run_logger()
    _REPORTS.get([]).append(values)
    log.info("loaded: %s", counted(values["counts"]))
    for place, problem in troubles(values):
        log.warning("%s: %s", place, problem)
    announce(values)
    about = "What came in, what changed, what was not kept and why."
    if await server_answers():
        await rename(name)
        await shown(acreate_markdown_artifact(page, key=key, description=about))
    return judged(values)


def announce(values: dict[str, Any]) -> None:
    """One Prefect event for each alert that the run raised or closed: `hoptac.alert.raised`, `hoptac.alert.closed`.

    Its resource is `hoptac.site.<name>`, or `hoptac.home` where no one site is concerned; its payload is the alert.
    """
    for what, alerts in values["alerts"].items():
        for alert in alerts:
            name = alert["site"] or "home"
            resource = {
                "prefect.resource.id": f"hoptac.site.{name}" if alert["site"] else "hoptac.home",
                "prefect.resource.name": name,
                "hoptac.alert.kind": alert["kind"],
            }
            emit_event(event=f"hoptac.alert.{what}", resource=resource, payload=alert)


def judged(values: dict[str, Any]) -> dict[str, Any]:
    """The values, in a state that means something: completed, completed with warnings, failed."""
    problems = troubles(values)
    if not problems:
        return values
    message = "; ".join(f"{name}: {problem}" for name, problem in problems)
    if values["failed"]:
        return cast(dict[str, Any], Failed(message=message, data=values))
    warned = State(type=StateType.COMPLETED, name="Completed with warnings", message=message, data=values)
    return cast(dict[str, Any], warned)

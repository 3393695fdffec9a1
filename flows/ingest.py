"""Parameters -> a run of the main job in Prefect: `pipeline.ingest` with its steps as tasks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from prefect import flow

from flows import pipeline
from flows.console import count
from flows.parameters import Day, Kinds, Limit, Sites
from flows.prefect_run import as_task, at_local_time, in_turn, progress, told
from flows.report import Report
from flows.report_page import report_page
from flows.request import Request
from flows.settings import Settings, from_environment
from warehouse.db import reader
from warehouse.news import news_of


def _name() -> str:
    return f"ingest {at_local_time(datetime.now(UTC))}"


@flow(name="ingest", flow_run_name=_name, persist_result=False)
async def ingest(
    sites: Sites = [],
    kinds: Kinds = [],
    limit: Limit | None = None,
    since: Day | None = None,
    lists: bool = True,
) -> dict[str, Any]:
    """Ask the sites for new articles, load them and publish. Returns the report as plain values.

    Ends as failed, with the report as its data, when something broke or no list answered; as completed with warnings
    when some did not. A run that a schedule starts while another is at work is skipped, one by hand waits its turn.

    Args:
        sites: Which sites to ask. None, and no kinds, means every enabled one.
        kinds: All enabled sites of these kinds, too.
        limit: At most so many articles of each site, 1 to 10,000; the rest waits for the next run.
        since: Nothing older than this day, as the site's lists date it.
        lists: Ask the lists for news. Switched off, only what is due for another visit is visited.
    """
    request = Request(sites=sites, kinds=kinds, limit=limit, since=since, lists=lists)
    settings = from_environment()
    async with progress("ingest-progress") as watch:
        report = await in_turn(lambda: pipeline.ingest(settings, request, step=as_task, watch=watch))
    return await _told(settings, report) if isinstance(report, Report) else report


async def _told(settings: Settings, report: Report) -> dict[str, Any]:
    values = report.values()
    name = f"{_name_at_start(report)} - {count(len(values['sites']), 'site')} - {values['counts'].get('new', 0)} new"
    return await told(name, "ingest-report", values, await asyncio.to_thread(_page, settings, name, report))


def _name_at_start(report: Report) -> str:
    return f"ingest {at_local_time(report.run.started_at)}"


def _page(settings: Settings, name: str, report: Report) -> str:
    with reader(settings.warehouse_file) as con:
        return report_page(name, report, news_of(con, report.run.run_id), settings.pages)

"""A finished run -> its published tables in a further database too, where HOPTAC_WAREHOUSE names one."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial

from flows.report import Report
from flows.settings import Settings
from warehouse.db import WarehouseError
from warehouse.elsewhere import copy_to

log = logging.getLogger(__name__)


async def copied_elsewhere(settings: Settings, report: Report) -> Report:
    """The report, with a problem more when the further database could not be written: the next run tries again.

    What the run brought is safe by then: that database is a copy and never asked for anything.
    """
    if not settings.warehouse:
        return report
    try:
        done = await asyncio.to_thread(partial(copy_to, settings.warehouse_file, settings.warehouse))
        log.info("%s: %d rows in %.1f s", settings.warehouse, done.rows, done.seconds)
    except WarehouseError as error:
        log.error("%s", error)  # the message says it all
        return replace(report, problems={**report.problems, settings.warehouse: str(error)})
    return report

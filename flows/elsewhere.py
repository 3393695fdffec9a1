"""A finished run -> its published tables in a further database too, where HOPTAC_WAREHOUSE names one."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from functools import partial

from flows.report import Report
from flows.settings import Settings
from warehouse.db import WarehouseError
from warehouse.elsewhere import copy_to

log = logging.getLogger(__name__)

_SECRET = re.compile(
    r"""((?:password|passwd|pwd|token|secret|key)\s*=\s*)(?:'[^']*'|"[^"]*"|[^\s&;,)]+)""", re.IGNORECASE
)
_LOGIN = re.compile(r"(://[^\s:/@]*:)[^\s@]+@")


async def copied_elsewhere(settings: Settings, report: Report) -> Report:
    """The report, with a problem more when the further database could not be written: the next run tries again.

    What the run brought is safe by then: that database is a copy and never asked for anything.
    """
    if not settings.warehouse:
        return report
    place = without_secrets(settings.warehouse)
    try:
        done = await asyncio.to_thread(partial(copy_to, settings.warehouse_file, settings.warehouse))
        log.info("%s: %d rows in %.1f s", place, done.rows, done.seconds)
    except WarehouseError as error:
        problem = without_secrets(str(error))
        log.error("%s", problem)  # the message says it all
        return replace(report, problems={**report.problems, place: problem})
    return report


def without_secrets(text: str) -> str:
    """The text with stars for what stands after `password=`, `token=` and the like, and before the @ of an address."""
    return _LOGIN.sub(r"\1***@", _SECRET.sub(r"\1***", text))

"""A site that was visited -> its hosts' pauses, kept at once: a run that is killed later does not forget them."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import TYPE_CHECKING

from parsers.urls import domain
from warehouse.db import writer
from warehouse.errors import WarehouseError
from warehouse.load import load
from warehouse.rows import Batch

if TYPE_CHECKING:
    from flows.fetched import Memory
    from flows.settings import Settings
    from parsers import Site
    from warehouse.rows import RunRow

log = logging.getLogger(__name__)

LOADING = threading.Lock()  # visits end while others are loaded: two loads of a table would contradict each other


async def remember(site: Site, memory: Memory, settings: Settings, run: RunRow) -> None:
    """Load the pauses that the site's domains are in. Nothing is opened when there is none, as nearly always.

    A pause longer than a run waits ends the visit soon, so the end of a visit is early enough. That the warehouse is
    not to be had now is no reason to lose the visit: the end of the run loads the same rows.
    """
    own = {domain(host) for host in site.hosts}
    pauses = tuple(row for row in memory.pauses if row.domain in own and row.until > row.set_at)
    if pauses:
        await asyncio.to_thread(_keep, Batch(run=run, pauses=pauses), settings)


def _keep(batch: Batch, settings: Settings) -> None:
    try:
        with LOADING, writer(settings.writer_file, settings.lock_wait) as con:
            load(con, batch)
    except WarehouseError as error:
        log.warning("pauses not kept before the end of the run: %s", error)

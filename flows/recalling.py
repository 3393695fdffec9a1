"""The published copy -> what earlier runs learned of hosts, of furniture, and what each site's lists answered last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.fetched import Memory
from flows.robots import MAX_AGE
from warehouse.db import reader
from warehouse.furniture import known_furniture
from warehouse.state import pauses, robots_files, validators

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flows.settings import Settings
    from parsers import Site
    from parsers.furniture import Furniture
    from warehouse.rows import ListingRow, RunRow


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a run begins with. `answers` is by site, then by address of the list."""

    memory: Memory
    furniture: Furniture
    answers: Mapping[str, Mapping[str, ListingRow]]


def recall(settings: Settings, run: RunRow, sites: Iterable[Site] = ()) -> Recalled:
    """What a run at these sites begins with, asked at once: to open the warehouse costs more than all the questions."""
    with reader(settings.warehouse_file) as con:
        memory = Memory(pauses(con), robots_files(con, run.started_at - MAX_AGE))
        return Recalled(memory, known_furniture(con), {site.name: validators(con, site.name) for site in sites})

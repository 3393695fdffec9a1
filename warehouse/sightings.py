"""What each article was seen as, and when <-> rows of internal.sightings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import statement
from warehouse.history import Sighting, Standing
from warehouse.tables import append, delete, select

SIGHTING = ("article_id", "seen_at", "page_id", "text_key")


def held_sightings(con: DuckDBPyConnection, article_ids: Collection[UUID]) -> dict[UUID, tuple[Sighting, ...]]:
    """Return the sightings of those of the articles that are held, in order of time."""
    found: defaultdict[UUID, list[Sighting]] = defaultdict(list)
    for article_id, *sighting in select(con, statement("held_sightings"), article_ids):
        found[article_id].append(Sighting(*sighting))
    return {article_id: tuple(ones) for article_id, ones in found.items()}


def write_sightings(con: DuckDBPyConnection, changes: Mapping[UUID, tuple[Standing | None, Standing]]) -> None:
    """Add the sightings that came; where any went or shows another text now, write all of the article anew.

    `changes`: article -> what was held of it and what is. Part of the caller's transaction.
    """
    before = {article: {*held.sightings} if held else set() for article, (held, _) in changes.items()}
    anew = {article for article, (_, after) in changes.items() if not before[article] <= {*after.sightings}}
    delete(con, "internal.sightings", "article_id", anew)
    rows = [
        (article, one.seen_at, one.page_id, one.text_key)
        for article, (_, after) in changes.items()
        for one in after.sightings
        if article in anew or one not in before[article]
    ]
    append(con, "internal.sightings", SIGHTING, rows)

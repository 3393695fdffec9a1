"""A key or address -> the article with its score and what people decided; and the queue of those to be reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from duckdb import CatalogException, DuckDBPyConnection

from warehouse.db import statement
from warehouse.errors import WarehouseError


@dataclass(frozen=True, slots=True)
class Judged:
    """An article as held, how it was scored (`scored_by` is the version of the rules), and who decided otherwise."""

    article_id: UUID
    url: str
    site: str
    language: str
    title: str | None
    dek: str | None
    body: str
    published_at: datetime | None
    first_seen_at: datetime
    relevance: float
    topic: str
    scored_topic: str
    scored_by: str
    decided_by: str | None
    decided_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Borderline:
    """An article that a person should look at, with the sentence that speaks most for it."""

    article_id: UUID
    url: str
    site: str
    title: str | None
    published_at: datetime | None
    first_seen_at: datetime
    relevance: float
    sentence: str | None


def judged(con: DuckDBPyConnection, name: str) -> Judged:
    """Return the article that `name` means: its key, or any address that leads to it.

    Raises WarehouseError when none is held.
    """
    rows = _asked(con, "judged_article", {"name": name})
    if not rows:
        raise WarehouseError(f"{name}: no article of this key or address is held")
    return Judged(*rows[0])


def review_queue(con: DuckDBPyConnection, site: str | None = None) -> list[Borderline]:
    """Return the articles of the topic `review`, of one site or of all, the newest first."""
    return [Borderline(*row) for row in _asked(con, "review_queue", {"site": site})]


def outdated(con: DuckDBPyConnection, version: str) -> int:
    """Return how many articles other rules than these scored."""
    return int(_asked(con, "outdated_scores", {"version": version})[0][0])


def _asked(con: DuckDBPyConnection, name: str, values: Mapping[str, str | None]) -> list[tuple[Any, ...]]:
    try:
        return con.execute(statement(name), values).fetchall()
    except CatalogException as error:
        raise WarehouseError(
            "this warehouse was published by an older hoptac; run `hoptac reparse`, which scores it anew"
        ) from error

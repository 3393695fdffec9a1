"""A run -> what it brought: the articles that are new or changed, and what they repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import statement


@dataclass(frozen=True, slots=True)
class News:
    """An article with a version that a run brought. `repeats_site` and `repeats_title` are of its story's original."""

    article_id: UUID
    site: str
    title: str | None
    url: str
    published_at: datetime | None
    topic: str
    revision: int
    changed: str
    diff: str | None
    repeats_site: str | None
    repeats_title: str | None


def news_of(con: DuckDBPyConnection, run_id: UUID) -> list[News]:
    """Return what the run brought, the relevant articles first."""
    return [News(*row) for row in con.execute(statement("news_of_run"), {"run_id": run_id}).fetchall()]

"""Stories that ended in others -> rows that lead from the old key to the new one, for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import statement
from warehouse.tables import append, delete, select

REDIRECT = ("story_id", "to_story_id")


def redirect(
    con: DuckDBPyConnection, founded: Mapping[UUID, UUID], before: Collection[UUID], heirs: Mapping[UUID, UUID]
) -> None:
    """Bring the redirects up to date after some stories were decided anew.

    `founded`: the story that was born with an article -> the story which that article is in now. `before`: stories
    that stood. `heirs`: such a story -> where its oldest article is now. A key leads to the article it was born with,
    or, when that is gone, to the oldest of those that were left. Part of the caller's transaction.
    """
    alive = set(founded.values())
    ended = {story for story in before if story not in alive}
    held = dict(select(con, statement("redirects_of_stories"), {*founded, *before}))
    leads = {old: _end(old, to, founded, heirs) for old, to in held.items()}
    leads |= {old: _end(old, None, founded, heirs) for old in ended}
    delete(con, "story_redirects", "story_id", held)
    rows = [(old, to) for old, to in leads.items() if to is not None and old not in alive]
    append(con, "story_redirects", REDIRECT, rows)


def _end(old: UUID, to: UUID | None, founded: Mapping[UUID, UUID], heirs: Mapping[UUID, UUID]) -> UUID | None:
    return founded.get(old) or heirs.get(to or old)

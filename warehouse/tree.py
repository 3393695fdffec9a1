"""A key or address -> the story told: its original, who reprinted it and changed what, each article's revisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import shingles, tokens
from parsers.wording import FINE_SPAN
from warehouse.db import statement
from warehouse.errors import WarehouseError

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_FOUND = 0.5  # of a sentence's shingles: enough to know it again, edited


@dataclass(frozen=True, slots=True)
class Revision:
    """A later version of an article; the figures are pairs, place by place."""

    revision: int
    seen_at: datetime
    changed: str
    diff: str
    figures_before: Sequence[str] | None
    figures_after: Sequence[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article of the story. `added`: sentences that the article it repeats has not; `cut`: those only that has."""

    article_id: UUID
    site: str
    title: str | None
    url: str
    published_at: datetime | None
    published_precision: str | None
    first_seen_at: datetime
    is_original: bool
    evidence: str | None = None
    of_article_id: UUID | None = None
    added: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    tombstone: str | None = None
    leads_to: str | None = None  # where its address redirects
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Another story, and what it is to this one."""

    story_id: UUID
    relation: str
    site: str
    title: str | None
    url: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTree:
    """A story; `articles` starts with the original, then the reprints in order of time."""

    story_id: UUID
    confidence: float
    evidence: str
    stub_name: str | None
    stub_url: str | None
    articles: tuple[Told, ...]
    related: tuple[Related, ...]


def story_tree(con: DuckDBPyConnection, name: str) -> StoryTree:
    """Return the story that `name` means: its key, the key of one that became part of it, an article's key or address.

    Raises WarehouseError when there is none.
    """
    found = con.execute(statement("find_story"), {"name": name}).fetchall()
    if not found:
        raise WarehouseError(f"{name}: no story, article or address of this name is held")
    story_id, confidence, evidence, stub_name, stub_url = found[0]
    return StoryTree(
        story_id=story_id,
        confidence=confidence,
        evidence=evidence,
        stub_name=stub_name,
        stub_url=stub_url,
        articles=_articles(con, story_id),
        related=tuple(Related(*row) for row in con.execute(statement("related_stories"), [story_id]).fetchall()),
    )


def _articles(con: DuckDBPyConnection, story_id: UUID) -> tuple[Told, ...]:
    answer = con.execute(statement("story_articles"), [story_id])
    names = [column[0] for column in answer.description or ()]
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    bodies = {row["article_id"]: row.pop("body") for row in rows}
    addresses = {row["article_id"]: row.pop("canonical_url") for row in rows}
    left = con.execute(statement("tombstones_at"), [list(addresses.values())]).fetchall()
    gone = {article: (kind, to) for article, url, kind, to in left if url == addresses.get(article)}
    revisions: dict[UUID, list[Revision]] = {}
    for article, *rest in con.execute(statement("story_revisions"), [story_id]).fetchall():
        revisions.setdefault(article, []).append(Revision(*rest))
    return tuple(
        Told(
            **row,
            tombstone=gone.get(row["article_id"], (None, None))[0],
            leads_to=gone.get(row["article_id"], (None, None))[1],
            added=_missing(bodies[row["article_id"]], bodies.get(row["of_article_id"])),
            cut=_missing(bodies.get(row["of_article_id"], ""), bodies[row["article_id"]]),
            revisions=tuple(revisions.get(row["article_id"], ())),
        )
        for row in rows
    )


def _missing(text: str, other: str | None) -> tuple[str, ...]:
    """The sentences of a text that the other has not, not even edited."""
    if other is None:
        return ()
    there = frozenset(shingles(tokens(other), FINE_SPAN))
    return tuple(sentence for sentence in _SENTENCE_END.split(text) if sentence and not _is_in(tokens(sentence), there))


def _is_in(words: Sequence[str], there: frozenset[int]) -> bool:
    own = shingles(words, FINE_SPAN)
    return sum(one in there for one in own) >= _FOUND * len(own)

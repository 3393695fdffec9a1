"""Texts -> pairs of texts that may be alike: sampled shingles in a table, joined for the texts of one batch.

Which pairs are found depends only on what is held, never on the order in which it came. The port is two methods: a
sorted key-value store would serve it too when one DuckDB table no longer does (dedup-relevance research, section 7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import is_sampled
from warehouse.db import statement
from warehouse.tables import append

# Texts of one site that share a shingle before it counts as furniture of that site: what extraction left on every
# page must not link articles. More than the copies of any one article, fewer than the pages of a month.
MOST_ON_SITE = 50
# Of the shorter text's sampled keys, the share that must be common: half of what the loosest relation needs, because
# a sample of twenty strays. At least one.
LEAST_SHARED = 0.12
POSTING = ("key", "text_id", "site", "sampled")

Pair = tuple[UUID, UUID]  # the smaller first
Posting = tuple[UUID, str]  # a text on a site


@dataclass(frozen=True, slots=True)
class Change:
    """Texts that came to a site, with their keys, and texts that went from one."""

    came: Mapping[Posting, Sequence[int]]
    gone: Collection[Posting] = ()


class Candidates(Protocol):
    """Where the keys of all texts are."""

    def add(self, keys: Change) -> set[UUID]:
        """Store what came, remove what went; return other texts whose candidates may differ by that."""

    def find(self, keys: Collection[UUID]) -> set[Pair]:
        """Return the pairs of texts, one of each among the given, that share enough keys."""


class KeyTable:
    """The keys in `internal.shingle_keys`, in the order of ingestion: an index or a sorted table is slower.

    Part of the caller's transaction.
    """

    def __init__(self, con: DuckDBPyConnection) -> None:
        self._con = con

    def add(self, keys: Change) -> set[UUID]:
        """Store what came, remove what went; return other texts with a key that became furniture, or no longer is."""
        went = self._remove(keys.gone)
        rows = [row for posting, shingles in keys.came.items() for row in _rows(posting, shingles)]
        append(self._con, "internal.shingle_keys", POSTING, rows)
        moved = [(one, site, 1) for one, _, site, _ in rows] + [(one, site, -1) for one, site in went]
        return self._shaken(moved) - {text for text, _ in keys.came}

    def find(self, keys: Collection[UUID]) -> set[Pair]:
        """Return the pairs of texts, one of each among the given, that share enough keys."""
        if not keys:
            return set()
        given = {"texts": list(keys), "most": MOST_ON_SITE, "share": LEAST_SHARED}
        return set(self._con.execute(statement("candidates"), given).fetchall())

    def _remove(self, gone: Collection[Posting]) -> Iterable[tuple[int, str]]:
        if not gone:
            return ()
        texts, sites = map(list, zip(*gone, strict=True))
        return self._con.execute(statement("drop_keys"), {"texts": texts, "sites": sites}).fetchall()

    def _shaken(self, moved: Sequence[tuple[int, str, int]]) -> set[UUID]:
        if not moved:
            return set()
        keys, sites, steps = map(list, zip(*moved, strict=True))
        given = {"keys": keys, "sites": sites, "steps": steps, "most": MOST_ON_SITE}
        flipped = self._con.execute(statement("flipped_keys"), given).fetchall()
        if not flipped:
            return set()
        keys, sites = map(list, zip(*flipped, strict=True))
        found = self._con.execute(statement("texts_with_keys"), {"keys": keys, "sites": sites}).fetchall()
        return {text for (text,) in found}


def _rows(posting: Posting, shingles: Sequence[int]) -> Iterator[tuple[int, UUID, str, int]]:
    sampled = sum(map(is_sampled, shingles))
    return ((one, *posting, sampled) for one in shingles)

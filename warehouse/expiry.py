"""A day -> the pages that may leave the archive, and their rows moved from `pages` to `expired_pages`.

A page leaves only when nothing rests on it: the proof of a stored version never does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import beside, statement, transaction
from warehouse.rows import RunRow
from warehouse.tables import append, delete, names, select, values

EXPIRED = (
    "page_id", "url", "final_url", "fetched_at", "last_fetched_at", "status", "content_type", "bytes", "sha256",
    "warc_file", "warc_offset", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredPage:
    """A page that may leave the archive, or has left it; the fields are columns of `expired_pages`."""

    page_id: UUID
    url: str
    final_url: str
    fetched_at: datetime
    last_fetched_at: datetime
    status: int
    content_type: str
    bytes: int
    sha256: str
    warc_file: str
    warc_offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that stays in its file: where it begins there, and the digest of its body."""

    page_id: UUID
    warc_offset: int
    sha256: str


def expirable(con: DuckDBPyConnection, before: datetime) -> Iterator[tuple[str, list[ExpiredPage]]]:
    """Return the pages that may go, those of one archive file at a time. Streams."""
    answer = beside(con).execute(statement("expirable_pages"), {"before": before})
    rows = (ExpiredPage(**dict(zip(EXPIRED, row, strict=True))) for row in iter(answer.fetchone, None))
    for file, pages in groupby(rows, key=lambda page: page.warc_file):
        yield file, list(pages)


def pages_in(con: DuckDBPyConnection, file: str, without: Collection[UUID]) -> list[KeptPage]:
    """Return the pages that are in an archive file, in its order, but some."""
    rows = con.execute(statement("pages_in_file"), [file]).fetchall()
    return [KeptPage(*row) for row in rows if row[0] not in without]


def known_pages(con: DuckDBPyConnection, page_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the pages that we know, in the archive or taken out of it."""
    held = set(select(con, statement("held_pages"), page_ids))
    gone = select(con, "SELECT page_id FROM expired_pages WHERE page_id IN (SELECT unnest(?))", page_ids)
    return {page for (page,) in held.union(gone)}


def files_of_pages(con: DuckDBPyConnection) -> set[str]:
    """Return the archive files that pages are in."""
    return {file for (file,) in con.execute("SELECT DISTINCT warc_file FROM pages").fetchall()}


def expire(
    con: DuckDBPyConnection, gone: Sequence[ExpiredPage], file: str, offsets: Mapping[UUID, int], run: RunRow
) -> None:
    """Record in one transaction that pages left the archive by this run, and where the others of their file are now:
    the new file, and each page's offset in it.
    """
    with transaction(con, f"expiry of {len(gone)} pages"):
        keys = [page.page_id for page in gone]
        delete(con, "expired_pages", "page_id", keys)  # one that had come back since is gone again
        rows = [(*values(page), run.run_id, run.started_at) for page in gone]
        append(con, "expired_pages", (*names(ExpiredPage), "run_id", "expired_at"), rows)
        delete(con, "pages", "page_id", keys)
        if offsets:
            given = {"file": file, "page_ids": list(offsets), "offsets": list(offsets.values())}
            con.execute(statement("place_pages"), given)

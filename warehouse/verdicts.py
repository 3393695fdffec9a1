"""Readings of pages against earlier ones: which count, and what each page is now judged to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from warehouse.db import statement
from warehouse.errors import WarehouseError
from warehouse.observation import Observation
from warehouse.rows import RejectRow
from warehouse.tables import append, delete, names, select, values

VERDICT = ("page_id", "article_id", "reading", "read_at")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """`stale`: pages that a newer run has read otherwise, so that this reading does not count. `changed`: page -> the
    article it was before, or None. `lost`: article -> pages that were it and no longer are.
    """

    stale: frozenset[UUID]
    changed: dict[UUID, UUID | None]
    lost: dict[UUID, set[UUID]]


def judge(
    con: DuckDBPyConnection, seen: Sequence[Observation], rejects: Sequence[RejectRow], read_at: datetime
) -> Verdicts:
    """Record what the pages are by this run, which started at `read_at`, unless a newer run says otherwise.

    Raises WarehouseError when the batch calls one page both an article and a reject. Part of the caller's transaction.
    """
    readings: dict[UUID, tuple[UUID | None, UUID]] = {
        one.row.page_id: (one.row.article_id, one.reading) for one in seen
    }
    for reject in rejects:
        if readings.get(reject.page_id, (None,))[0] is not None:
            raise WarehouseError(f"page {reject.page_id} ({reject.url}) is both article and reject; nothing was stored")
        readings[reject.page_id] = (None, key("reject", reject.stage, reject.reason, reject.detail))
    held = {page: rest for page, *rest in select(con, statement("held_verdicts"), readings)}
    differ = {page for page, (_, reading) in readings.items() if page not in held or held[page][1] != reading}
    stale = frozenset(page for page in differ if page in held and held[page][2] > read_at)
    changed = differ - stale
    delete(con, "internal.verdicts", "page_id", [page for page in changed if page in held])
    append(con, "internal.verdicts", VERDICT, [(page, *readings[page], read_at) for page in changed])
    before = {page: held[page][0] if page in held else None for page in changed}
    lost: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for page, article in before.items():
        if article is not None and article != readings[page][0]:
            lost[article].add(page)
    return Verdicts(stale, before, dict(lost))


def write_rejects(con: DuckDBPyConnection, rejects: Iterable[RejectRow], verdicts: Verdicts) -> int:
    """Write the rejects whose verdict is new and remove those of pages that are articles now; return how many came."""
    newest = {reject.page_id: reject for reject in sorted(rejects, key=lambda one: one.at)}
    rows = [values(reject) for page, reject in newest.items() if page in verdicts.changed]
    delete(con, "rejects", "page_id", verdicts.changed)
    append(con, "rejects", names(RejectRow), rows)
    return len(rows)


def withdraw(con: DuckDBPyConnection, verdicts: Verdicts) -> dict[UUID, UUID]:
    """Remove articles that no page stands for any more; return them, with the story that each was in.

    A better reader saw that their page is a listing, or belongs to another address.
    """
    doubtful = {article for article in verdicts.changed.values() if article is not None}
    gone = select(con, statement("withdrawn"), doubtful)
    for table in ("internal.article", "revisions", "internal.sightings", "reasons", "passages"):
        delete(con, table, "article_id", [article for article, _ in gone])
    return dict(gone)

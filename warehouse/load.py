"""Batch -> the warehouse, in one transaction: all of it or nothing, and the second time nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.model import Site
from warehouse.articles import decide, write
from warehouse.db import frugally, transaction
from warehouse.dedup import settle
from warehouse.meaning import write_meaning
from warehouse.moves import follow
from warehouse.observation import distinct
from warehouse.reasons import write_reasons
from warehouse.records import add_fetches, add_pages, put_addresses, put_listings, put_pauses, put_robots, put_run
from warehouse.renew import expire, overdue
from warehouse.rows import Batch, RunRow
from warehouse.searching import index
from warehouse.tables import append, check_times, stored
from warehouse.verdicts import judge, withdraw, write_rejects

KINDS = ("new", "revised", "reread", "updated", "unchanged")
SITE = (
    "name", "title", "hosts", "kind", "language", "family", "enabled", "note", "delay_seconds", "verify_tls",
    "zone", "rank",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and the articles whose stories that can concern, each with the story it was in."""

    counts: Mapping[str, int]
    touched: Mapping[UUID, UUID]
    withdrawn: Mapping[UUID, UUID]


def load(con: DuckDBPyConnection, batch: Batch) -> Mapping[str, int]:
    """Store the batch; return what it did.

    Every article of the batch counts once: new, revised (the publisher changed its text or title), reread (the
    reader changed, not the page), updated (metadata only) or unchanged. `rejected`, `withdrawn`, `pages` and
    `fetches` count rows that came or, for `withdrawn`, went; `reprints` says how many more there are.
    Raises WarehouseError when a row cannot be stored or contradicts another: then nothing of the batch is.
    """
    check_times(chain((batch.run,), batch.pages, batch.fetches, batch.rejects, batch.articles))
    check_times(chain(batch.addresses, batch.listings, batch.pauses, batch.robots))
    return frugally(con, lambda: _store(con, batch), len(batch.articles))


def _store(con: DuckDBPyConnection, batch: Batch) -> Mapping[str, int]:
    with transaction(con, f"run {batch.run.run_id}"):
        put_run(con, batch.run)
        counts = {"pages": add_pages(con, batch.pages), "fetches": add_fetches(con, batch.fetches)}
        put_addresses(con, batch.addresses, batch.run.started_at)
        put_listings(con, batch.listings)
        put_pauses(con, batch.pauses)
        put_robots(con, batch.robots)
        written = write_pages(con, batch)
        touched = {**written.touched, **(overdue(con) if batch.articles else {})}
        keys = {row.content_hash: row.keys for row in batch.articles if row.keys is not None}
        reprints = settle(con, touched, written.withdrawn, keys)
        index(con, {*touched, *written.withdrawn})
        return {**written.counts, "reprints": reprints, **counts}


def write_pages(con: DuckDBPyConnection, batch: Batch) -> Written:
    """Store what the pages of a batch, which are stored, were read as; stories are settled afterwards."""
    seen = follow(con, distinct(batch.articles))
    verdicts = judge(con, seen, batch.rejects, batch.run.started_at)
    withdrawn = withdraw(con, verdicts)
    changes = decide(con, [one for one in seen if one.row.page_id not in verdicts.stale], verdicts.lost)
    kinds = write(con, changes)
    write_reasons(con, changes)
    write_meaning(con, changes, withdrawn)
    rejected = write_rejects(con, batch.rejects, verdicts)
    touched = {change.article_id: change.story_id for change in changes if change.matters}
    counts = {kind: kinds[kind] for kind in KINDS}
    return Written(counts | {"rejected": rejected, "withdrawn": len(withdrawn)}, touched, withdrawn)


def save_run(con: DuckDBPyConnection, run: RunRow) -> None:
    """Insert the run or bring its row up to date. A finished run is not reopened."""
    with transaction(con, f"run {run.run_id}"):
        put_run(con, run)


def save_sites(con: DuckDBPyConnection, sites: Iterable[Site]) -> None:
    """Make the sites known to the warehouse exactly these."""
    sites = list(sites)
    rows = [_site_row(site) for site in sites]
    with transaction(con, "sites"):
        if _site_rows(con) != sorted(rows):
            expire(con, {name for name, *_ in {*_standings(con)} ^ {(s.name, s.title, s.rank) for s in sites}})
            con.execute("DELETE FROM internal.site")
            append(con, "internal.site", (*SITE, "discover", "read"), rows)


def _site_rows(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
    columns = ", ".join((*SITE, "discover", "read"))
    return sorted(con.execute(f"SELECT {columns} FROM internal.site").fetchall())  # noqa: S608  # names of ours


def _standings(con: DuckDBPyConnection) -> list[tuple[str, str, int]]:
    return con.execute("SELECT name, title, rank FROM internal.site").fetchall()


def _site_row(site: Site) -> tuple[object, ...]:
    plain = tuple(stored(getattr(site, name), name) for name in SITE)
    return (*plain, stored(asdict(site.discover), "discover"), stored(asdict(site.read), "read"))

"""The demo newsroom read straight into a warehouse in memory: both visits, no server, no archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from duckdb import DuckDBPyConnection

from flows.demo.desk import desk
from flows.demo.newsroom import SITES
from flows.reading import page_row, read_page
from parsers.fingerprint import key
from parsers.model import Page
from parsers.sites import load_sites
from tests.warehouse_samples import empty
from warehouse.load import load, save_sites
from warehouse.rows import ArticleRow, Batch, RejectRow, RunRow

FIRST = datetime(2026, 11, 13, 12, tzinfo=UTC)
APART = timedelta(days=5)  # between the two visits


@contextmanager
def demo_ledger() -> Iterator[DuckDBPyConnection]:
    """The warehouse after both visits."""
    with empty() as con:
        save_sites(con, load_sites(SITES))
        for number in (1, 2):
            load(con, visit(number))
        yield con


def visit(number: int) -> Batch:
    """What a visit brings: the first all articles, the second those that are new or corrected."""
    at = FIRST + APART * (number - 1)
    run = RunRow(run_id=key("run", str(number)), flow="ingest", started_at=at)
    pages = [_page(host, address, number, at) for host, address in _addresses(number)]
    rows = [read_page(page, run.run_id, SITES) for page in pages]
    return Batch(
        run=run,
        pages=tuple(page_row(page, run.run_id, "demo.warc.gz", offset) for offset, page in enumerate(pages)),
        articles=tuple(row for row in rows if isinstance(row, ArticleRow)),
        rejects=tuple(row for row in rows if isinstance(row, RejectRow)),
    )


def _addresses(number: int) -> list[tuple[str, str]]:
    return [
        (host, edition.path(piece))
        for host, edition in desk(number).editions.items()
        for piece in edition.pieces
        if number in (1, piece.visit) or piece.modified
    ]


def _page(host: str, address: str, number: int, at: datetime) -> Page:
    reply = desk(number).reply(host, address)
    return Page(f"http://{host}{address}", reply.body, at, headers={"content-type": reply.content_type})

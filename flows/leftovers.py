"""A home -> the batches that a killed run archived and never loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from flows.fetched import Fetched
from flows.plan import next_state
from flows.reading import UNADDRESSED, furniture_of, page_row, read_page
from flows.settings import Settings
from flows.visit import fetch_row
from flows.warc import pages as read_warc
from parsers import FeedEntry, Page
from parsers.sites import Sites, load_sites
from parsers.urls import host
from warehouse.rows import ArticleRow, Batch, Outcome, RejectRow, RunRow

RECOVERED = "recovered"  # the state of a run that was killed, once what it archived is loaded


def leftovers(settings: Settings, runs: Mapping[UUID, RunRow], size: int) -> Iterator[Batch]:
    """The archived pages of runs that never ended, so many at a time, and last each such run as recovered.

    `runs` are all runs the warehouse knows; an archive file of none of them is taken up too, so that a lost warehouse
    comes back from its archive. What was loaded already changes nothing when it is loaded again.
    """
    files = _archive_files(settings.archive)
    for run_id in [*files, *(run_id for run_id in runs if run_id not in files)]:
        run = runs.get(run_id)
        if run is None:
            run = RunRow(run_id=run_id, flow="ingest", started_at=_first_time(files[run_id]))
        if run.finished_at is None:
            yield from archived_by(run, settings, size)
            yield Batch(run=replace(run, state=RECOVERED, finished_at=datetime.now(UTC)))


def archived_by(run: RunRow, settings: Settings, size: int) -> Iterator[Batch]:
    """Everything one run archived, read, so many pages at a time; fetches and addresses are made from the pages."""
    file = settings.archive / f"{run.run_id}.warc.gz"
    sites = load_sites(settings.sites)
    records = read_warc(file) if file.exists() else iter(())
    while some := list(islice(records, size)):
        yield _batch(run, file.name, some, settings, sites)


def _archive_files(folder: Path) -> dict[UUID, Path]:
    """The archive's files by their run. A file that no run wrote is left alone: `hoptac import` reads those."""
    files = {}
    for path in sorted(folder.glob("*.warc.gz")):
        with suppress(ValueError):
            files[UUID(path.name.removesuffix(".warc.gz"))] = path
    return files


def _first_time(file: Path) -> datetime:
    """When the first page of a file was fetched; the file's own time if it holds none."""
    for _, page in read_warc(file):
        return page.fetched_at
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _batch(run: RunRow, file: str, some: list[tuple[int, Page]], settings: Settings, sites: Sites) -> Batch:
    furniture = furniture_of(settings.warehouse_file)
    read = [read_page(page, run.run_id, settings.sites, furniture) for _, page in some]
    rows = [page_row(page, run.run_id, file, offset) for offset, page in some]
    fetched = [
        Fetched(page.url, page.fetched_at, Outcome.FETCHED, page.status, bytes=len(page.body)) for _, page in some
    ]
    names = [_site_name(page, sites) for _, page in some]
    asked = [(f, n) for f, n in zip(fetched, names, strict=True) if not f.url.startswith(UNADDRESSED)]
    return Batch(
        run=run,
        pages=tuple(rows),
        fetches=tuple(fetch_row(f, n, run, row) for f, n, row in zip(fetched, names, rows, strict=True)),
        articles=tuple(row for row in read if isinstance(row, ArticleRow)),
        rejects=tuple(row for row in read if isinstance(row, RejectRow)),
        addresses=tuple(next_state(None, FeedEntry(f.url), f, f.at, name) for f, name in asked),
    )


def _site_name(page: Page, sites: Sites) -> str:
    site = sites.by_host(host(page.address))
    return site.name if site else host(page.address)

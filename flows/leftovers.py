"""A home -> the batches that a killed run archived and never loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from flows.fetched import Fetched
from flows.plan import recovered
from flows.reading import UNADDRESSED, page_row, read_page
from flows.settings import Settings
from flows.visit import fetch_row, file_row
from flows.warc import pages as read_warc
from flows.warc import run_of
from parsers import Page
from parsers.sites import Sites, load_sites
from parsers.urls import canonical, host
from warehouse.rows import AddressRow, ArticleRow, Batch, Outcome, RejectRow, RunRow

Known = Callable[[Sequence[str]], Mapping[str, AddressRow]]
RECOVERED = "recovered"  # the state of a run that was killed, once what it archived is loaded


def leftovers(settings: Settings, runs: Mapping[UUID, RunRow], size: int, known: Known) -> Iterator[Batch]:
    """The archived pages of runs that never ended, so many at a time, and last each such run as recovered.

    `runs` are all runs the warehouse knows; an archive file of none of them is taken up too, so that a lost warehouse
    comes back from its archive. What was loaded already changes nothing when it is loaded again.
    """
    files = _archive_files(settings.archive)
    strange = [
        RunRow(run_id=run_id, flow="ingest", started_at=_first_time(paths[0]))
        for run_id, paths in files.items()
        if run_id not in runs
    ]
    for run in sorted([*runs.values(), *strange], key=lambda run: run.started_at):
        if run.finished_at is None:
            yield from archived_by(run, settings, size, known)
            yield Batch(run=replace(run, state=RECOVERED, finished_at=datetime.now(UTC)))


def archived_by(run: RunRow, settings: Settings, size: int, known: Known) -> Iterator[Batch]:
    """Everything one run archived, read, so many pages at a time; fetches and addresses are made from the pages.

    `known` says where addresses stand now.
    """
    sites = load_sites(settings.sites)
    for file in _archive_files(settings.archive).get(run.run_id, ()):
        records = read_warc(file)
        while some := list(islice(records, size)):
            yield _batch(run, file.name, some, settings, sites, known)


def _archive_files(folder: Path) -> dict[UUID, list[Path]]:
    """The archive's files by run, in order. A file that no run wrote is left alone: `hoptac import` reads those."""
    files: dict[UUID, list[Path]] = {}
    for (run_id, _), path in sorted((named, path) for path in folder.glob("*.warc.gz") if (named := run_of(path))):
        files.setdefault(run_id, []).append(path)
    return files


def _first_time(file: Path) -> datetime:
    """When the first page of a file was fetched; the file's own time if it holds none."""
    for _, page in read_warc(file):
        return page.fetched_at
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _batch(
    run: RunRow, file: str, some: list[tuple[int, Page]], settings: Settings, sites: Sites, known: Known
) -> Batch:
    read = [read_page(page, run.run_id, settings.sites) for _, page in some]
    rows = [page_row(page, run.run_id, file, offset) for offset, page in some]
    found = [(page, row, _site_name(page, sites)) for (_, page), row in zip(some, rows, strict=True)]
    full = Batch(
        run=run,
        pages=tuple(rows),
        articles=tuple(row for row in read if isinstance(row, ArticleRow)),
        rejects=tuple(row for row in read if isinstance(row, RejectRow)),
    )
    if run.flow == "import":  # what comes from disk is not watched
        return replace(full, fetches=tuple(file_row(page, name, run, row) for page, row, name in found))
    stand = known([canonical(page.url) for page, _, _ in found])
    return replace(
        full,
        fetches=tuple(fetch_row(_fetched(page), name, run, row) for page, row, name in found),
        addresses=tuple(
            recovered(stand.get(canonical(page.url)), _fetched(page), name)
            for page, _, name in found
            if not page.url.startswith(UNADDRESSED)
        ),
    )


def _fetched(page: Page) -> Fetched:
    return Fetched(page.url, page.fetched_at, Outcome.FETCHED, page.status, bytes=len(page.body))


def _site_name(page: Page, sites: Sites) -> str:
    site = sites.by_host(host(page.address))
    return site.name if site else host(page.address)

"""A home -> what killed runs archived and never loaded, as harvests like any other."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from flows.fetched import Fetched
from flows.plan import recovered
from flows.reading import UNADDRESSED, page_row
from flows.settings import Settings
from flows.visit import Harvest, fetch_row, file_row
from flows.warc import ArchiveError, run_of
from flows.warc import pages as read_warc
from parsers.sites import Sites, load_sites
from parsers.urls import canonical, host
from warehouse.db import reader
from warehouse.rows import AddressRow, Outcome, PageRow, RunRow
from warehouse.state import known_addresses

log = logging.getLogger(__name__)

IMPORT = "import"  # the flow whose pages come from disk: they have no address to go back to
SEGMENTS = "segments"  # the flow that takes up its own: its rows are made, and wait beside its pages


def unfinished(settings: Settings, runs: Mapping[UUID, RunRow]) -> list[RunRow]:
    """The runs that never ended, the oldest first. `runs` are all that the warehouse knows; an archive file of none
    of them counts too, so that a lost warehouse comes back from its archive.
    """
    files = _archive_files(settings.archive)
    strange = (
        RunRow(run_id=run_id, flow="ingest", started_at=_first_time(paths[0]))
        for run_id, paths in files.items()
        if run_id not in runs
    )
    return sorted(
        (run for run in (*runs.values(), *strange) if run.finished_at is None and run.flow != SEGMENTS),
        key=lambda run: run.started_at,
    )


def archived_by(run: RunRow, settings: Settings, without: Collection[UUID] = ()) -> tuple[Harvest, dict[str, str]]:
    """What one run archived, `without` some pages, as the harvest it would have been; and which files are damaged.

    Fetches and addresses are made from the pages.
    """
    damaged: dict[str, str] = {}
    rows = [row for row in _archived_rows(run, settings, damaged) if row.page_id not in without]
    sites = load_sites(settings.sites)
    if run.flow == IMPORT:
        return Harvest(IMPORT, tuple(rows), tuple(file_row(row, sites, run) for row in rows)), damaged
    asked = [(row, _fetched(row), _site_name(row, sites)) for row in rows]
    fetches = tuple(fetch_row(fetched, name, run, row) for row, fetched, name in asked)
    return Harvest(run.flow, tuple(rows), fetches, _addresses(asked, settings)), damaged


def _addresses(asked: Sequence[tuple[PageRow, Fetched, str]], settings: Settings) -> tuple[AddressRow, ...]:
    """Where the addresses stand now that their pages were found."""
    watched = [(fetched, name) for row, fetched, name in asked if not row.url.startswith(UNADDRESSED)]
    with reader(settings.warehouse_file) as con:
        known = known_addresses(con, [fetched.url for fetched, _ in watched])
    return tuple(recovered(known.get(fetched.url), fetched, name) for fetched, name in watched)


def _archived_rows(run: RunRow, settings: Settings, damaged: dict[str, str]) -> Iterator[PageRow]:
    for file in _archive_files(settings.archive).get(run.run_id, ()):
        try:
            for offset, page in read_warc(file):
                yield page_row(page, run.run_id, file.name, offset)
        except ArchiveError as error:
            log.error("%s", error)  # the message says it all
            damaged[file.name] = str(error)


def _archive_files(folder: Path) -> dict[UUID, list[Path]]:
    """The archive's files by run, in order. A file that no run wrote is left alone: `hoptac import` reads those."""
    files: dict[UUID, list[Path]] = {}
    for (run_id, _), path in sorted((named, path) for path in folder.glob("*.warc.gz") if (named := run_of(path))):
        files.setdefault(run_id, []).append(path)
    return files


def _first_time(file: Path) -> datetime:
    """When the first page of a file was fetched; the file's own time if it holds none that can be read."""
    try:
        for _, page in read_warc(file):
            return page.fetched_at
    except ArchiveError:
        log.warning("%s: damaged from its beginning", file)
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _fetched(row: PageRow) -> Fetched:
    return Fetched(canonical(row.url), row.fetched_at, Outcome.FETCHED, row.status, bytes=row.bytes)


def _site_name(row: PageRow, sites: Sites) -> str:
    site = sites.by_host(host(row.final_url))
    return site.name if site else host(row.final_url)

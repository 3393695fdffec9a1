"""Paths -> a finished run: the same pipeline from disk instead of the network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from flows.fetch import Fetcher
from flows.fetched import Fetched
from flows.files import ImportProblem, find, is_archive, read
from flows.lock import alone
from flows.logs import logged
from flows.pipeline import begin, finish, prepare, quietly
from flows.reading import page_id, page_row
from flows.report import Report
from flows.settings import Settings
from flows.visit import Harvest, Watch, fetch_row, keep
from flows.warc import Archive, ArchiveError
from parsers import Page
from parsers.fingerprint import key
from parsers.model import DELAY_SECONDS
from parsers.sites import Sites, load_sites
from parsers.urls import host
from warehouse.db import reader
from warehouse.holdings import holds_page
from warehouse.rows import FetchRow, Kind, Outcome, PageRow, RunRow


async def import_paths(settings: Settings, paths: Sequence[Path], watch: Watch = quietly) -> Report:
    """Import every page under the paths, fetch every address of the lists among them, load, publish.

    A file that cannot be read is a problem of its own and stops no other. Raises ImportProblem for a path that is
    not there or of no kind we read, before anything is done.
    """
    found = find(paths)
    sites = load_sites(settings.sites)
    with alone(settings.home), logged(settings.logs):
        run = begin("import", {"paths": [str(path) for path in paths]})
        await asyncio.to_thread(prepare, settings, run)
        with Archive(settings.archive, run.run_id) as archive, reader(settings.warehouse_file) as con:
            stock = _Stock(sites, archive, run, partial(holds_page, con))
            for number, path in enumerate(found.files, 1):
                stock.take_file(path)
                watch("files", number, len(found.files))
            if found.addresses:
                await stock.take_addresses(found.addresses, settings, watch)
            archive.sync()
        report = await finish(settings, run, [stock.harvest()], stock.problems, watch=watch)
        return replace(report, files=stock.files, counts={**report.counts, "known": stock.known})


@dataclass(slots=True)
class _Stock:
    """What an import has gathered so far."""

    sites: Sites
    archive: Archive
    run: RunRow
    held: Callable[[UUID], bool]  # is this page in the warehouse already?
    known: int = 0
    pages: dict[UUID, PageRow] = field(default_factory=dict)
    files: dict[UUID, str] = field(default_factory=dict)
    fetches: list[FetchRow] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    def take_file(self, path: Path) -> None:
        """Archive the pages of one file."""
        try:
            for page in read(path):
                self._take(page, path)
        except (ImportProblem, ArchiveError) as error:
            self.problems[str(path)] = str(error)

    async def take_addresses(self, addresses: Iterable[str], settings: Settings, watch: Watch) -> None:
        """Fetch the addresses of a list, politely, one after the other."""
        addresses = tuple(dict.fromkeys(addresses))
        async with Fetcher(settings) as fetcher:
            for number, address in enumerate(addresses, 1):
                site = self.sites.by_host(host(address))
                fetched = await fetcher.get(address, delay=site.delay_seconds if site else DELAY_SECONDS)
                self._note(fetched, site.name if site else host(address))
                watch("addresses", number, len(addresses))

    def harvest(self) -> Harvest:
        """What was gathered, as one visit."""
        return Harvest("import", tuple(self.pages.values()), tuple(self.fetches))

    def _note(self, fetched: Fetched, site: str) -> None:
        row = keep(fetched, self.archive, self.run) if fetched.page else None
        if row:
            self.pages[row.page_id] = row
        else:
            self.problems[fetched.url] = f"{fetched.url}: {fetched.outcome}: {fetched.reason}"
        self.fetches.append(fetch_row(fetched, site, self.run, row))

    def _take(self, page: Page, path: Path) -> None:
        if self.held(page_id(page)):
            self.known += 1
            return
        row = page_row(page, self.run.run_id, *self.archive.append(page))
        self.pages[row.page_id] = row
        if not is_archive(path):  # a page of an archive is better known by its address
            self.files[row.page_id] = str(path)
        site = self.sites.by_host(host(page.address))
        self.fetches.append(
            FetchRow(
                fetch_id=key("import", str(row.page_id)),
                run_id=self.run.run_id,
                site=site.name if site else host(page.address),
                url=page.url,
                kind=Kind.FILE,
                at=page.fetched_at,
                outcome=Outcome.FETCHED,
                status=page.status,
                bytes=len(page.body),
                page_id=row.page_id,
            )
        )

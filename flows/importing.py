"""Paths -> a finished run: the same pipeline from disk instead of the network."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from flows.batches import batches
from flows.elsewhere import copied_elsewhere
from flows.fetch import Fetcher
from flows.fetched import Fetched, Memory
from flows.files import ImportProblem, find, is_archive, read
from flows.lock import alone
from flows.logs import logged
from flows.pipeline import Work, begin, finish, load_batch, prepare, quietly
from flows.pipeline import read as read_batch
from flows.reading import page_id, page_row
from flows.recalling import recall
from flows.report import Report
from flows.settings import Settings
from flows.sweeping import seldom_swept
from flows.visit import Harvest, Watch, fetch_row, file_row, keep
from flows.warc import Archive, ArchiveError
from parsers import Page
from parsers.model import DELAY_SECONDS
from parsers.sites import Sites, load_sites
from parsers.urls import host
from warehouse.db import reader
from warehouse.holdings import holds_page
from warehouse.rows import FetchRow, PageRow, RejectRow, RunRow

SETTLE = 2000  # pages; so many are loaded at a time
TEXTS = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "")


def _is_text(page: Page) -> bool:
    """Whether a record may be an article at all: crawls also hold pictures, redirects and errors."""
    return page.content_type in TEXTS and 200 <= page.status < 300


async def import_paths(
    settings: Settings, paths: Sequence[Path], watch: Watch = quietly, *, known_sites: bool = False
) -> Report:
    """Import every page under the paths, fetch every address of the lists among them, load, publish.

    With `known_sites` only pages of sites that have a file are taken: a news crawl holds the whole world's. A file
    that cannot be read is a problem of its own and stops no other. Raises ImportProblem for a path that is not there
    or of no kind we read, before anything is done.
    """
    found = find(paths)
    sites = load_sites(settings.sites)
    with alone(settings.home), logged(settings.logs), seldom_swept():
        run = begin("import", {"paths": [str(path) for path in paths]}, settings)
        work = Work(settings, watch=watch)
        await prepare(work, run)
        with Archive(settings.archive, run.run_id) as archive, reader(settings.warehouse_file) as con:
            stock = _Stock(settings, sites, archive, run, partial(holds_page, con), known_sites)
            for number, path in enumerate(found.files, 1):
                await asyncio.to_thread(stock.take_file, path)
                watch("files", number, len(found.files))
            if found.addresses:
                await stock.take_addresses(found.addresses, watch)
            archive.sync()
        report = await finish(work, run, [stock.harvest()], stock.problems)
        return await copied_elsewhere(settings, stock.completed(report))


@dataclass(slots=True)
class _Stock:
    """What an import has gathered and not loaded yet, and the counts of what it has."""

    settings: Settings
    sites: Sites
    archive: Archive
    run: RunRow
    held: Callable[[UUID], bool]  # is this page in the warehouse already?
    known_sites: bool
    known: int = 0
    left_out: int = 0  # pages that are no text, no success, or of no site we know when only those are wanted
    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[RejectRow] = field(default_factory=list)
    pages: dict[UUID, PageRow] = field(default_factory=dict)
    files: dict[UUID, str] = field(default_factory=dict)
    fetches: list[FetchRow] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    learned: Memory = field(default_factory=Memory)

    def take_file(self, path: Path) -> None:
        """Archive the pages of one file."""
        try:
            for page in read(path):
                self._take(page, path)
                if len(self.pages) >= SETTLE:
                    self._settle()
        except (ImportProblem, ArchiveError) as error:
            self.problems[str(path)] = str(error)

    async def take_addresses(self, addresses: Iterable[str], watch: Watch) -> None:
        """Fetch the addresses of a list, politely, one after the other."""
        addresses = tuple(dict.fromkeys(addresses))
        recalled = await asyncio.to_thread(recall, self.settings, self.run)
        async with Fetcher(self.settings, recalled.memory) as fetcher:
            for number, address in enumerate(addresses, 1):
                site = self.sites.by_host(host(address))
                fetched = await fetcher.get(address, delay=site.delay_seconds if site else DELAY_SECONDS)
                self._note(fetched, site.name if site else host(address))
                watch("addresses", number, len(addresses))
            self.learned = fetcher.memory

    def harvest(self) -> Harvest:
        """What was gathered, as one visit."""
        pauses, robots = self.learned.pauses, self.learned.robots
        return Harvest("import", tuple(self.pages.values()), tuple(self.fetches), pauses=pauses, robots=robots)

    def completed(self, report: Report) -> Report:
        """The report of the last load, with what was loaded before."""
        counts = self.counts + Counter(report.counts)
        whole = {**counts, "known": self.known, **({"left out": self.left_out} if self.left_out else {})}
        return replace(report, files=self.files, counts=whole, rejects=(*self.rejects, *report.rejects))

    def _settle(self) -> None:
        """Load what was gathered: the memory an import needs does not grow with its files."""
        self.archive.sync()
        for batch in batches(self.run, [self.harvest()]):
            full, broken = read_batch(self.settings, batch)
            self.problems |= broken
            self.counts += load_batch(self.settings, full)
            self.rejects += full.rejects
        self.files = {row.page_id: self.files[row.page_id] for row in self.rejects if row.page_id in self.files}
        self.pages.clear()
        self.fetches.clear()

    def _note(self, fetched: Fetched, site: str) -> None:
        row = keep(fetched, self.archive, self.run) if fetched.page else None
        if row:
            self.pages[row.page_id] = row
        else:
            self.problems[fetched.url] = f"{fetched.url}: {fetched.outcome}: {fetched.reason}"
        self.fetches.append(fetch_row(fetched, site, self.run, row))

    def _take(self, page: Page, path: Path) -> None:
        site = self.sites.by_host(host(page.address))
        if not _is_text(page) or (self.known_sites and site is None):
            self.left_out += 1
            return
        if self.held(page_id(page)):
            self.known += 1
            return
        row = page_row(page, self.run.run_id, *self.archive.append(page))
        self.pages[row.page_id] = row
        if not is_archive(path):  # a page of an archive is better known by its address
            self.files[row.page_id] = str(path)
        self.fetches.append(file_row(row, self.sites, self.run))

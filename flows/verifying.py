"""A home -> what is proved: every stored row that can be worked out again from the archive is, and compared."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import redirect_stderr
from dataclasses import asdict, dataclass, field
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from flows.pipeline import quietly
from flows.reading import page_row, read_page, workers
from flows.request import chosen
from flows.settings import Settings
from flows.visit import Watch
from flows.warc import ArchiveError
from flows.warc import read as read_record
from parsers.furniture import Furniture
from parsers.topic_rules import load_rules
from warehouse.db import reader
from warehouse.discrepancy import Finding
from warehouse.furniture import known_furniture
from warehouse.invariants import broken, invariants
from warehouse.proof import Evidence, differences, page_count, pages_to_prove
from warehouse.proof_stories import stories_to_prove, story_differences
from warehouse.rows import ArticleRow, PageRow
from warehouse.version import require_current

KEPT = 200  # findings that are told one by one; the others are counted
FOOTING = frozenset({"articles_and_revisions", "texts_and_articles"})  # invariants without which no story can be told


@dataclass(slots=True)
class Proof:
    """What was looked at, and what was found: the first findings, and how many there are of each kind."""

    looked_at: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    found: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # check, table, field
    left_out: str = ""  # what could not be looked at, and why

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.found

    def add(self, findings: Iterable[Finding]) -> None:
        """Count the findings and keep the first of them."""
        for one in findings:
            self.found[one.check, one.table, one.field] += 1
            if len(self.findings) < KEPT:
                self.findings.append(one)

    def values(self) -> dict[str, Any]:
        """The proof as plain values."""
        counts = [{"check": c, "table": t, "field": f, "rows": n} for (c, t, f), n in sorted(self.found.items())]
        told = [asdict(one) for one in self.findings]
        looked_at = {"looked_at": dict(self.looked_at), "left_out": self.left_out}
        return {"holds": self.holds, **looked_at, "found": counts, "findings": told}


@dataclass(frozen=True, slots=True)
class _Bench:
    """What pages are read and compared with."""

    settings: Settings
    furniture: Furniture
    compare: Callable[[Sequence[Evidence]], Iterator[Finding]]
    pages: int  # in the archive
    watch: Watch


def verify(settings: Settings, names: Sequence[str] = (), sample: int | None = None, watch: Watch = quietly) -> Proof:
    """Work out again what is stored and compare: of all pages, of those of some sites, or of `sample` drawn by chance.

    The published copy is read, the writer is not kept waiting. What must hold between rows is checked of all rows.
    Memory does not grow with the warehouse; of a sample, or of sites, the keys of the articles are remembered.
    Raises RequestError for an unknown site, WarehouseMissing when there is nothing yet.
    """
    sites = [site.name for site in chosen(settings, names)] if names else []
    load_rules(settings.topics)  # a bad line of a lexicon is said at once, not of every page
    proof = Proof()
    with reader(settings.warehouse_file) as con:
        require_current(con, settings.warehouse_file)
        for number, invariant in enumerate(invariants(), 1):
            proof.add(broken(con, invariant))
            watch("invariants", number, len(invariants()))
        proof.looked_at["invariants"] = len(invariants())
        some = set[UUID]() if names or sample is not None else None
        compare = partial(differences, con)
        bench = _Bench(settings, known_furniture(con), compare, page_count(con), watch)
        _prove_pages(bench, proof, pages_to_prove(con, sites, sample, random.getrandbits(62)), some)
        if any(check in FOOTING for check, _, _ in proof.found):
            proof.left_out = "stories: the articles they rest on contradict each other"
            return proof
        for stories in stories_to_prove(con, some):
            proof.add(story_differences(con, stories))
            proof.looked_at["stories"] += len(stories)
            watch("stories", proof.looked_at["stories"], proof.looked_at["stories"])
    return proof


def _prove_pages(bench: _Bench, proof: Proof, batches: Iterator[list[PageRow]], some: set[UUID] | None) -> None:
    """Read the pages again and compare; `some`, where given, takes in the articles that they show."""
    with workers(bench.pages) as pool:
        for rows in batches:
            there = [row for row in rows if not _is_lost(bench.settings, row, proof)]
            seen = list(_read_again(bench, there, pool))
            proof.add(bench.compare(seen))
            read = [one.reading for one in seen if isinstance(one.reading, ArticleRow)]
            if some is not None:
                some.update(one.article_id for one in read)
            proof.looked_at += Counter({"pages": len(rows), "pages of articles": len(read)})
            bench.watch("pages", proof.looked_at["pages"], bench.pages)


def _is_lost(settings: Settings, row: PageRow, proof: Proof) -> bool:
    """Whether the page's file is not there at all: that is told once for each file, and counted for each page."""
    if (settings.archive / row.warc_file).exists():
        return False
    advice = f"put back a copy of {row.warc_file}; its articles stay, but cannot be proved"
    lost = Finding("archive", "pages", row.warc_file, "warc_file", row.warc_file, "no such file", advice)
    if lost in proof.findings:
        proof.found["archive", "pages", "warc_file"] += 1
    else:
        proof.add([lost])
    return True


def _read_again(bench: _Bench, rows: Sequence[PageRow], pool: Executor | None) -> Iterator[Evidence]:
    settings = bench.settings
    own = settings.sites, settings.topics
    tasks = [(settings.archive / row.warc_file, row, own, bench.furniture) for row in rows]
    yield from pool.map(_look, tasks, chunksize=25) if pool else map(_look, tasks)


def _look(task: tuple[Path, PageRow, tuple[Path | None, Path | None], Furniture]) -> Evidence:
    path, row, (sites, topics), furniture = task
    try:
        with redirect_stderr(StringIO()):  # warcio writes there what it then raises
            page = read_record(path, row.warc_offset)
    except ArchiveError as error:
        return Evidence(row, None, None, str(error))
    found = page_row(page, row.run_id, row.warc_file, row.warc_offset)
    return Evidence(row, found, read_page(page, row.run_id, sites, furniture, topics))

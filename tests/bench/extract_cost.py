"""Pages and an extractor -> milliseconds of CPU a page, times the bare parse, and megabytes above it."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from tests.bench.extract_scores import Extractor, Row

Pages = list[tuple[Row, bytes]]


class Cost(NamedTuple):
    """CPU milliseconds per page of the bare `LexborHTMLParser(html)` and of the extractor."""

    bare: float
    whole: float

    @property
    def ratio(self) -> float:
        """How often the page could have been parsed meanwhile."""
        return self.whole / self.bare


def cost(pages: Pages, extract: Extractor, rounds: int = 5) -> Cost:
    """Return the cost, the best of `rounds` for each page; parse and extractor take turns in one process.

    Other work on the machine slows both: trust the ratio, not the milliseconds.
    """
    bare, whole = [float("inf")] * len(pages), [float("inf")] * len(pages)
    for _ in range(rounds):
        for index, (row, html) in enumerate(pages):
            url = row.get("url") or ""
            bare[index] = min(bare[index], _seconds(lambda html=html: LexborHTMLParser(html)))
            whole[index] = min(whole[index], _seconds(lambda html=html, url=url: extract(html, url)))
    return Cost(1000 * statistics.fmean(bare), 1000 * statistics.fmean(whole))


def _seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def memory(pages: Pages, extract: Extractor) -> float:
    """Return how many megabytes of peak memory all pages cost more than their bare parse, each in a fresh process."""
    peaks = [_peak(pages, work) for work in (lambda html, url: LexborHTMLParser(html), extract)]
    return peaks[1] - peaks[0]


def _peak(pages: Pages, extract: Callable[[bytes, str], Any]) -> float:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(pages, extract, theirs))
    child.start()
    peak = float(ours.recv())
    child.join()
    return peak


def _run(pages: Pages, extract: Callable[[bytes, str], Any], answer: Any) -> None:
    for row, html in pages:
        extract(html, row.get("url") or "")
    answer.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

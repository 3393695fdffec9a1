"""How many -> that many articles synthesised from the demo newsroom's texts, as spool files and as a warehouse.

A text is a random sequence of pairs of words from the demo's articles, as long as those are: two texts share wording by
chance only. Every 25th article is another paper's copy of the one before it, every tenth names a
source, every twentieth copy leaves the end out. Everything in a file is made by the code that makes it for real pages.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

from flows.demo.content import read_pieces
from parsers.fingerprint import content_hash, key
from parsers.model import Article, Precision
from tests.warehouse_samples import DAY, NOON, page_row, run, site
from warehouse.bulk import load_spools
from warehouse.db import writer
from warehouse.load import save_sites
from warehouse.rows import ArticleRow, RunRow
from warehouse.spool import write_spool

SITES, A_RUN, A_FILE = 40, 1000, 20_000  # papers; articles of a run, of a spool file
A_LOAD = 120_000  # articles of one transaction
SIZES = (10_000, 100_000, 1_000_000)
BETWEEN = timedelta(seconds=90)  # a million articles are three years
COPY, SOURCED, RELEVANT = 25, 10, 8  # every so manieth


@cache
def pairs_of_words() -> Sequence[str]:
    """All pairs of words that follow each other in the demo's articles, as often as they do."""
    pieces = [piece for some in read_pieces().values() for piece in some]
    lines = [paragraph.split() for piece in pieces for paragraph in piece.paragraphs]
    return [" ".join(two) for words in lines for two in pairwise(words)]


@cache
def authors() -> Sequence[str]:
    names = [f"{family} {given}" for family in ("Minh", "Thu", "Đức", "Lan") for given in ("Hà", "An", "Bình", "Oanh")]
    return [f"{name} {number}" for name in names for number in range(20)]


def body(number: int, version: int, words: int) -> tuple[str, ...]:
    """Paragraphs of 44 words. A later version exchanges the first one."""
    chance = random.Random(number)  # noqa: S311
    paragraphs = [" ".join(chance.choices(pairs_of_words(), k=22)) + "." for _ in range(max(1, words // 44))]
    if version:
        again = random.Random(number * 1000 + version)  # noqa: S311
        paragraphs[0] = " ".join(again.choices(pairs_of_words(), k=22)) + f" {version}."
    return tuple(paragraphs)


def article_row(number: int, words: int, version: int = 0) -> ArticleRow:
    """The article of that number, as seen first or in a later version."""
    is_copy, is_cut = number % COPY == COPY - 1, number % (20 * COPY) == COPY - 1
    told = number - is_copy
    paragraphs = body(told, version, words)[: -1 if is_cut else None]
    published = NOON - 1200 * DAY + told * BETWEEN
    paper = f"bao-{number % SITES}"
    url = f"https://{paper}.example/bai-{number}.html"
    article = Article(
        url=url, canonical_url=url, site=paper, language="vi", title=" ".join(paragraphs[0].split()[:12]),
        dek=" ".join(paragraphs[-1].split()[:24]), paragraphs=paragraphs, authors=(authors()[told % 320],),
        tags=("y tế", "hợp tác"), published_at=published, published_precision=Precision.MINUTE,
        published_from="json-ld", section="Y tế", reader="generic 1", provenance={"title": "h1", "body": "article"},
        source_name=f"Báo {told % SITES}" if is_copy or number % SOURCED == 0 else None,
    )  # fmt: skip
    seen_at = published + timedelta(hours=1 + is_copy + version)
    is_relevant = told % RELEVANT == 0
    return ArticleRow(
        article_id=key("article", url), page_id=key("page", url, str(version)), seen_at=seen_at, article=article,
        content_hash=content_hash(article.text), relevance=0.9 if is_relevant else 0.1,
        topic="relevant" if is_relevant else "off_topic",
    )  # fmt: skip


def run_row(number: int) -> RunRow:
    return run(number, started_at=NOON - 1200 * DAY + number * A_RUN * BETWEEN, state="completed")


def spool(path: Path, numbers: range, words: int) -> Path:
    """Write the articles of these numbers, if that was not done before."""
    if not path.exists():
        rows = [article_row(number, words) for number in numbers]
        pages = {
            row.page_id: replace(page_row(row, offset=n), run_id=run_row(number // A_RUN).run_id)
            for n, (number, row) in enumerate(zip(numbers, rows, strict=True))
        }
        write_spool(path, pages, rows)
    return path


def spools(folder: Path, numbers: range, words: int, workers: int = 2) -> list[Path]:
    """The articles of these numbers as files, made by several processes."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [range(at, min(at + A_FILE, numbers.stop)) for at in range(numbers.start, numbers.stop, A_FILE)]
    with ProcessPoolExecutor(workers) as pool:
        files = [pool.submit(spool, folder / f"{part.start}-{part.stop}.parquet", part, words) for part in parts]
        return [file.result() for file in files]

"""How long a load takes: `python -m tests.bench.warehouse [STORED]` prints seconds, and the ratio to a bare insert.

The bare insert puts the same titles and bodies into one table with DuckDB's appender, in the same run on the same
machine: the ratio is what deciding, keeping history, finding reprints and keys cost on top of storing the bytes.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import duckdb

from parsers.fingerprint import content_hash, key
from parsers.model import Article, Precision
from tests.warehouse_samples import DAY, HOUR, NOON, page_row, run
from warehouse.db import writer
from warehouse.load import load
from warehouse.publish import publish
from warehouse.rows import ArticleRow, Batch

VOCABULARY = (
    "bệnh viện bác sĩ hợp tác y tế đào tạo văn bản thoả thuận đoàn công tác bộ trưởng chương trình nghiên cứu vắc xin "
    "phòng bệnh điều trị trẻ em người cao tuổi tỉnh thành phố hỗ trợ thiết bị chuyển giao kỹ thuật ghép tạng 12 2026"
)
WORDS = VOCABULARY.split()
STEP = 10_000


def article(number: int, version: int = 0) -> ArticleRow:
    """An article of about 3.6 kB; every 25th repeats the text of the one before it."""
    chance = random.Random((number - (number % 25 == 24)) * 1000 + version)  # noqa: S311  # not a secret
    paragraphs = tuple(" ".join(chance.choices(WORDS, k=55)) + "." for _ in range(14))
    url = f"https://bao-{number % 40}.example/bai-{number}.html"
    value = Article(
        url=url, canonical_url=url, site=f"bao-{number % 40}", language="vi", title=paragraphs[0][:70],
        dek=paragraphs[1][:150], paragraphs=paragraphs, authors=("Minh Hà",), tags=("y tế", "hợp tác"),
        published_at=NOON - number * HOUR, published_precision=Precision.MINUTE, published_from="json-ld",
        reader="generic 1", provenance={"title": "h1", "body": "article"},
    )  # fmt: skip
    return ArticleRow(
        article_id=key("article", url), page_id=key("page", url, str(version)), seen_at=NOON + version * DAY,
        article=value, content_hash=content_hash(value.text), relevance=0.5, topic="review",
    )  # fmt: skip


def batch(rows: list[ArticleRow], number: int) -> Batch:
    pages = tuple(page_row(row, offset=n) for n, row in enumerate(rows))
    return Batch(run=replace(run(number), started_at=NOON + number * DAY), pages=pages, articles=tuple(rows))


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare(folder: Path, rows: list[ArticleRow]) -> float:
    """Seconds for the appender to insert key, title and body, CHECKPOINT included."""

    def insert() -> None:
        with duckdb.connect(str(folder / "bare.duckdb")) as con:
            con.execute("CREATE OR REPLACE TABLE t (article_id UUID, title VARCHAR, body VARCHAR)")
            values: list[tuple[UUID, str | None, str]] = [(r.article_id, r.article.title, r.article.text) for r in rows]
            with con.appender("t") as appender:
                appender.append_rows(values)
            con.execute("CHECKPOINT")

    return timed(insert)


def mixed(stored: int) -> list[ArticleRow]:
    """A scheduled run: 300 known articles, 20 changed ones, 180 new."""
    chosen = random.Random(5).sample(range(stored), 320)  # noqa: S311
    known = [replace(article(number), seen_at=NOON + DAY) for number in chosen[:300]]
    return known + [article(n, 1) for n in chosen[300:]] + [article(n) for n in range(stored, stored + 180)]


def figures(folder: Path, stored: int) -> Iterator[tuple[str, float, str]]:
    source, target = folder / "hoptac.duckdb", folder / "warehouse.duckdb"
    with writer(source) as con:
        for number, start in enumerate(range(0, stored, STEP)):
            rows = [article(n) for n in range(start, start + STEP)]
            least, work = bare(folder, rows), batch(rows, number)
            seconds = timed(lambda work=work: (load(con, work), con.execute("CHECKPOINT")))  # type: ignore[misc]
            yield f"{STEP} new on {start}", seconds, f"{seconds / least:.1f} times the bare insert ({least:.2f} s)"
        yield "publish", publish(con, source, target).seconds, f"{target.stat().st_size / 1e6:.0f} MB"
        rows = mixed(stored)
        least, work, size = bare(folder, rows), batch(rows, 1000), source.stat().st_size
        seconds = timed(lambda: (load(con, work), con.execute("CHECKPOINT")))
        grown = (source.stat().st_size - size) / 1e6
        yield f"500 mixed on {stored}", seconds, f"{seconds / least:.1f} times the bare insert; file +{grown:.1f} MB"
        yield "the same again", timed(lambda: load(con, work)), ""
        yield "publish", publish(con, source, target).seconds, ""
        yield "publish, nothing new", publish(con, source, target).seconds, ""


def main() -> None:
    stored = int(sys.argv[1]) if len(sys.argv) > 1 else STEP
    with tempfile.TemporaryDirectory() as folder:
        for what, seconds, note in figures(Path(folder), stored):
            print(f"{what:24} {seconds:7.2f} s  {note}")
    print(f"{'memory at most':24} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB")


if __name__ == "__main__":
    main()

"""How many -> that many articles synthesised from the demo newsroom's texts, as spool files and as a warehouse.

A text is a random sequence of pairs of words from the demo's articles, as long as those are: two texts share wording
by chance only. Every 25th article is another paper's copy of the one before it, every tenth names a source, every 20th
copy leaves the end out. Every eighth begins with news of health cooperation (`tests.bench.stock_news`) and is scored
and read as a page would be: what it names, what it says was agreed and why it is relevant are true of its text. The
others are off topic by decree. Around them stand runs, attempts on every address and polls of lists.

The first 100,000 are loaded as those of real pages are, and have their runs. Every further 100,000 are all rows of
these once more under other keys, addresses and dates (`stock_more.sql`), which takes seconds instead of minutes: what
two news have in common, formulas and names of parties, a copy has in common with all others, too.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import duckdb

from flows.demo.content import read_pieces
from parsers.fingerprint import content_hash, key
from parsers.meaning import read_meaning
from parsers.model import Article, Precision
from parsers.topics import score
from tests.bench.stock_news import News, news
from tests.warehouse_samples import DAY, NOON, page_row, run, site
from warehouse.bulk import load_spools
from warehouse.compact import compact, waste
from warehouse.db import transaction, writer
from warehouse.load import save_sites
from warehouse.rows import ArticleRow, RunRow
from warehouse.spool import write_spool

SITES, A_RUN, A_FILE, A_BASE = 40, 1000, 10_000, 100_000  # papers; articles of a run, of a file, made one by one
SIZES = (10_000, 100_000, 1_000_000)
BETWEEN = timedelta(seconds=90)  # a million articles are three years
HISTORY, MORE, OTHERS = (Path(__file__).with_name(f"stock_{name}.sql") for name in ("history", "more", "others"))
COPY, SOURCED, RELEVANT = 25, 10, 8  # every so manieth
IN_ENGLISH = frozenset({"healthlink", "vietnamhealth"})
IN_VIETNAMESE = frozenset({"baosonha", "suckhoeviethop", "thoibaoyduoc", "tinnhanhyte"})


@cache
def pairs_of_words(sites: frozenset[str] = frozenset()) -> Sequence[str]:
    """All pairs of words that follow each other in the demo's articles, of some sites or all, as often as they do."""
    pieces = [piece for site, some in read_pieces().items() for piece in some if not sites or site in sites]
    lines = [paragraph.split() for piece in pieces for paragraph in piece.paragraphs]
    return [" ".join(two) for words in lines for two in pairwise(words)]


@cache
def authors() -> Sequence[str]:
    names = [f"{family} {given}" for family in ("Minh", "Thu", "Đức", "Lan") for given in ("Hà", "An", "Bình", "Oanh")]
    return [f"{name} {number}" for name in names for number in range(20)]


def filler(number: int, version: int, words: int, sites: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Paragraphs of 44 words. A later version exchanges the first one."""
    chance, pairs = random.Random(number), pairs_of_words(sites)  # noqa: S311
    paragraphs = [" ".join(chance.choices(pairs, k=22)) + "." for _ in range(max(1, words // 44))]
    if version:
        again = random.Random(number * 1000 + version)  # noqa: S311
        paragraphs[0] = " ".join(again.choices(pairs, k=22)) + f" {version}."
    return tuple(paragraphs)


def is_relevant(number: int) -> bool:
    """Whether the article of that number tells of cooperation: a copy does what it is a copy of does."""
    return _told(number) % RELEVANT == 0


def _told(number: int) -> int:
    return number - (number % COPY == COPY - 1)


def _appears(number: int) -> datetime:
    return NOON - 1200 * DAY + number * BETWEEN


def _day(number: int) -> date:
    return (_appears(number * RELEVANT) + timedelta(hours=7)).date()  # in Vietnam


def _texts(number: int, version: int, words: int) -> News:
    """Language, title and paragraphs of what is told first under that number."""
    if number % RELEVANT:
        paragraphs = filler(number, version, words)
        return News("vi", " ".join(paragraphs[0].split()[:12]), paragraphs)
    found = news(number // RELEVANT, _day)
    rest = words - sum(len(one.split()) for one in found.paragraphs)
    more = filler(number, version, rest, IN_ENGLISH if found.language == "en" else IN_VIETNAMESE)
    return replace(found, paragraphs=(*found.paragraphs, *more))


def article_row(number: int, words: int, version: int = 0) -> ArticleRow:
    """The article of that number, as seen first or in a later version."""
    is_copy, is_cut = number % COPY == COPY - 1, number % (20 * COPY) == COPY - 1
    told = _told(number)
    texts = _texts(told, version, words)
    paragraphs = texts.paragraphs[: -1 if is_cut else None]
    published = _appears(told)
    paper = f"bao-{number % SITES}"
    url = f"https://{paper}.example/bai-{number}.html"
    article = Article(
        url=url, canonical_url=url, site=paper, language=texts.language, title=texts.title,
        dek=" ".join(paragraphs[-1].split()[:24]), paragraphs=paragraphs, authors=(authors()[told % 320],),
        tags=("y tế", "hợp tác"), published_at=published, published_precision=Precision.MINUTE,
        published_from="json-ld", section="Y tế", reader="generic 1", provenance={"title": "h1", "body": "article"},
        source_name=f"Báo {told % SITES}" if is_copy or number % SOURCED == 0 else None,
    )  # fmt: skip
    row = ArticleRow(
        article_id=key("article", url), page_id=key("page", url, str(version)),
        seen_at=published + timedelta(hours=1 + is_copy + version), article=article,
        content_hash=content_hash(article.text), relevance=0.1, topic="off_topic",
    )  # fmt: skip
    return _read(row) if is_relevant(number) else row


def _read(row: ArticleRow) -> ArticleRow:
    """The row as the reader of pages makes it, with all that the text means."""
    found = score(row.article)
    reasons = None if found.topic == "off_topic" else found
    meaning = read_meaning(row.article, found)
    return replace(
        row, relevance=found.relevance, topic=found.topic, scored_by=found.version, reasons=reasons, meaning=meaning
    )


def run_row(number: int) -> RunRow:
    return run(number, started_at=NOON - 1200 * DAY + number * A_RUN * BETWEEN, state="completed")


def spool(path: Path, numbers: Iterable[int], words: int) -> Path:
    """Write the articles of these numbers, if that was not done before."""
    if not path.exists():
        made = [(number, article_row(number, words)) for number in numbers]
        pages = {
            row.page_id: replace(page_row(row, offset=n), run_id=run_row(number // A_RUN).run_id)
            for n, (number, row) in enumerate(made)
        }
        write_spool(path, pages, [row for _, row in made])
    return path


def relevant(folder: Path, part: range, words: int) -> Path:
    """The relevant articles of these numbers, as a file."""
    return spool(folder / f"relevant-{part.start}-{part.stop}.parquet", filter(is_relevant, part), words)


def off_topic(folder: Path, part: range, words: int) -> Path:
    """The others, as a file: behind the first 100,000 they are those once more."""
    group, start = divmod(part.start, A_BASE)
    first = range(start, start + len(part))
    numbers = (number for number in first if not is_relevant(number))
    return other_keys(spool(folder / f"{first.start}-{first.stop}.parquet", numbers, words), group)


def spools(folder: Path, numbers: range, words: int, workers: int = 2) -> list[Path]:
    """The articles of these numbers, whole files of 10,000, as files, made by several processes."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [range(at, min(at + A_FILE, numbers.stop)) for at in range(numbers.start, numbers.stop, A_FILE)]
    with ProcessPoolExecutor(workers) as pool:
        files = [pool.submit(make, folder, part, words) for part in parts for make in (off_topic, relevant)]
        return [file.result() for file in files]


def other_keys(source: Path, number: int) -> Path:
    """The articles of a file once more, as others: equal texts stay equal, and share keys with nothing else."""
    target = source.with_name(f"{number}-{source.name}") if number else source
    if not target.exists():
        with duckdb.connect() as con:
            later = number * A_BASE * BETWEEN
            con.execute(
                OTHERS.read_text("utf-8"), {"n": number, "later": later, "source": str(source), "target": str(target)}
            )
    return target


def build(folder: Path, words: int, sizes: Sequence[int] = SIZES) -> Mapping[int, Path]:
    """A warehouse of each size, in the folder. What is there is not made again: a larger one grows from a smaller.

    One of an older version is brought up to date, once.
    """
    paths = {size: folder / f"{size}-{words}.duckdb" for size in sorted(sizes)}
    made = sorted(int(path.stem.partition("-")[0]) for path in folder.glob(f"[0-9]*-{words}.duckdb"))
    for size, path in paths.items():
        if not path.exists():
            held = max((one for one in made if one < size), default=0)
            work = folder / "building.duckdb"
            _begin(work, folder / f"{held}-{words}.duckdb")
            _grow(work, folder / f"spool-{words}", words, range(held, size))
            work.replace(path)
        with writer(path) as con:
            bytes_, unused = waste(con)
        if 5 * unused > bytes_:
            compact(path)
        made.append(size)
    return paths


def _begin(work: Path, smaller: Path) -> None:
    work.unlink(missing_ok=True)
    if smaller.exists():
        shutil.copyfile(smaller, work)
        return
    with writer(work) as con:
        save_sites(con, [site(f"bao-{n}", f"Báo {n}", rank=n % 3) for n in range(SITES)])


def _grow(work: Path, folder: Path, words: int, numbers: range) -> None:
    """Bring a warehouse to so many articles: load the first hundred thousand, then add those again and again."""
    if numbers.start < A_BASE:
        show_load(work, spools(folder, range(numbers.start, min(numbers.stop, A_BASE)), words))
        with writer(work) as con:
            _do(con, HISTORY)
    if numbers.stop > A_BASE:
        base = folder.with_name(f"{A_BASE}-{words}.duckdb")
        if not base.exists():
            shutil.copyfile(work, base)
        with writer(work) as con:
            con.execute(f"ATTACH '{base}' AS base (READ_ONLY)")
            for number in range(max(numbers.start // A_BASE, 1), numbers.stop // A_BASE):
                _do(con, MORE, n=number, later=number * A_BASE * BETWEEN)


def _do(con: duckdb.DuckDBPyConnection, path: Path, **variables: object) -> None:
    """Run the statements of a file as one, with these variables."""
    with transaction(con, path.name):
        for name, value in variables.items():
            con.execute(f"SET VARIABLE {name} = $value", {"value": value})
        for sql in path.read_text("utf-8").split(";\n")[:-1]:
            con.execute(sql)


def show_load(path: Path, files: Sequence[Path]) -> None:
    """Load the files in a connection of their own, as a backfill does, and print how fast that was."""
    start, used = time.perf_counter(), time.process_time()
    with writer(path) as con:
        rows = load_spools(con, run(0), files)["new"]
    seconds, used = time.perf_counter() - start, time.process_time() - used
    size = path.stat().st_size / 1e6
    rate = f"{rows / seconds:,.0f} rows/s, {used / rows * 1e6:.0f} µs of CPU a row"
    print(f"  {rows:,} rows in bulk: {seconds:.1f} s: {rate}, file {size:.0f} MB", flush=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]), [int(size) for size in sys.argv[3:]] or SIZES)

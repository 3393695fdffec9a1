"""How fast the warehouse is, and how it grows: `python -m tests.bench.warehouse [--cache DIR] [--sizes N ...]`.

For each size a warehouse is built once, of articles synthesised from the demo's texts (`tests.bench.stock`), and kept
in the cache folder, so that a second call is quick; without `--cache` it is built anew and removed. Measured are, each
in a process of its own: scheduled runs of 500 articles, from opening the file to the published copy; publishing alone;
every sample query of `warehouse/queries`; and the bulk load of 87,500 ready-made rows of articles off the topic
(`warehouse.spool`: readers make digests and samples, so that is not in it) until they are committed, with and without
the search index, beside the least that storing them can cost: the same files into tables of nothing but text and
shingles; then of 1,250 relevant ones, which are compared with what others tell. CPU is printed too: on a machine that
others use it says more than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import duckdb

from parsers.fingerprint import key
from tests.bench.stock import A_BASE, SIZES, article_row, build, spools
from tests.warehouse_samples import DAY, NOON, page_row, run
from warehouse.bulk import load_spools
from warehouse.db import reader, writer
from warehouse.load import load
from warehouse.publish import publish
from warehouse.read import ask
from warehouse.rows import ArticleRow, Batch

KNOWN, CHANGED, NEW, COPIES = 300, 20, 180, 20
TARGETS = {10_000: 1.5, 100_000: 2, 1_000_000: 4}  # seconds of a run
RUNS = 10  # in a row: the first, the median, and what the file grew by in all of them
QUERIES = sorted((Path(__file__).resolve().parents[2] / "warehouse" / "queries").glob("*.sql"))
WORDS = 200  # of an article: the demo's have as many


def batch_of(stored: int, words: int, number: int) -> Batch:
    """A scheduled run: 300 known articles, 20 changed ones, 180 new, of which 20 are copies of held ones."""
    chance, later = random.Random(number), NOON + (400 + number) * DAY  # noqa: S311
    held = chance.sample(range(min(stored, A_BASE)), KNOWN + CHANGED + COPIES)
    rows = [replace(article_row(n, words), seen_at=later) for n in held[:KNOWN]]
    rows += [replace(article_row(n, words, number), seen_at=later) for n in held[KNOWN : KNOWN + CHANGED]]
    first = stored + number * NEW
    rows += [replace(article_row(n, words), seen_at=later) for n in range(first, first + NEW - COPIES)]
    rows += [replace(_copied(article_row(n, words), number), seen_at=later) for n in held[-COPIES:]]
    run_row = replace(run(100_000 + number), started_at=later)
    return Batch(run=run_row, pages=tuple(page_row(row, offset=n) for n, row in enumerate(rows)), articles=tuple(rows))


def _copied(row: ArticleRow, number: int) -> ArticleRow:
    url = row.article.url.replace("://bao-", f"://ban-lai-{number}-")
    site = url.partition("//")[2].partition(".")[0]
    article = replace(row.article, url=url, canonical_url=url, site=site)
    return replace(row, article=article, article_id=key("article", url), page_id=key("page", url))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of CPU, children included."""
    start, used = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - start, _cpu() - used


def _cpu() -> float:
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def peak() -> float:
    """The most memory this program ever held, in MB; getrusage would count what its parent held before, too."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) / 1024


def copied(source: Path, target: Path) -> Path:
    """Copy a file and wait for the disk: else the first commit would write what the copying left unwritten."""
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return target


def measure_runs(path: Path, stored: int, words: int) -> Mapping[str, object]:
    """Scheduled runs one after the other: seconds and CPU of each, growth of the file and the text that came."""
    target, held = path.with_name("warehouse.duckdb"), in_use(path)
    seconds, cpu, loads, before, text = [], [], [], path.stat().st_size, 0
    settled = before
    for number in range(1, RUNS + 1):
        batch = batch_of(stored, words, number)
        text += sum(len(row.article.text.encode()) for row in batch.articles[KNOWN:])

        def work(batch: Batch = batch) -> None:
            with writer(path) as con:
                loads.append(timed(lambda: load(con, batch))[0])
                publish(con, path, target)

        took = timed(work)
        seconds.append(took[0])
        cpu.append(took[1])
        settled = path.stat().st_size if number <= 2 else settled  # by then there are free blocks to write into
    grown = path.stat().st_size - before
    found = {"seconds": seconds, "cpu": cpu, "loads": loads, "grown": grown, "text": text, "rss": peak()}
    return found | {"settled": path.stat().st_size - settled, "in_use": in_use(path) - held}


def in_use(path: Path) -> int:
    """Bytes of the blocks that hold something: the others wait for the next run, as a checkpoint writes beside."""
    with reader(path) as con:
        return int(con.execute("SELECT block_size * used_blocks FROM pragma_database_size()").fetchall()[0][0])


def measure_publish(path: Path, stored: int, words: int) -> Mapping[str, object]:
    """Publishing for the first time, which copies all, and then after each of some small runs."""
    target, seconds = path.with_name("published.duckdb"), []
    with writer(path) as con:
        first = publish(con, path, target).seconds
        for number in range(1, 5):
            load(con, batch_of(stored, words, number))
            seconds.append(publish(con, path, target).seconds)
    return {"first": first, "seconds": seconds[1:], "file": path.stat().st_size}  # the first of them makes the spare


def measure_queries(path: Path) -> Mapping[str, object]:
    """Every sample query, asked as `hoptac sql` asks it: the better of two times, in seconds."""
    found = {}
    for file in QUERIES:
        with reader(path) as con:
            sql = file.read_text("utf-8")
            found[file.stem] = min(timed(lambda con=con, sql=sql: ask(con, sql))[0] for _ in range(2))  # type: ignore[misc]
    return {"seconds": found, "rss": peak()}


def measure_bulk(path: Path, files: Sequence[Path], telling: Path) -> Mapping[str, object]:
    """Rows of spool files into the warehouse, with the search index and without it, and into bare tables.

    Then those of `telling`, relevant articles that tell agreements: each is compared with what is held of its parties.
    """
    bare = path.with_name("bare.duckdb")
    bare.unlink(missing_ok=True)
    rows = 0

    def least() -> None:
        with duckdb.connect(str(bare)) as con:
            given = [[str(file) for file in files]]
            con.execute("CREATE TABLE rows AS SELECT * EXCLUDE (keys) FROM read_parquet(?)", given)
            con.execute("CREATE TABLE keys AS SELECT unnest(keys) AS key, text_id, site FROM read_parquet(?)", given)
            con.execute("CHECKPOINT")

    def whole(path: Path, files: Sequence[Path] = files) -> None:
        nonlocal rows
        with writer(path) as con:
            rows = load_spools(con, run(5), files)["new"]

    plain = copied(path, path.with_name("plain.duckdb"))
    with patch("warehouse.bulk.index"):
        without = timed(lambda: whole(plain))
    found = {"bare": timed(least), "without": without, "load": timed(lambda: whole(path)), "rows": rows}
    return found | {"telling": timed(lambda: whole(path, [telling])), "told": rows, "rss": peak()}


def in_child(what: str, *arguments: object) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.bench.warehouse", "--do", what, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


DO: Mapping[str, Callable[..., Mapping[str, object]]] = {
    "runs": lambda path, stored, words: measure_runs(Path(path), int(stored), int(words)),
    "publish": lambda path, stored, words: measure_publish(Path(path), int(stored), int(words)),
    "queries": lambda path: measure_queries(Path(path)),
    "bulk": lambda path, telling, *files: measure_bulk(Path(path), [Path(file) for file in files], Path(telling)),
}


def show_runs(stored: int, found: Mapping[str, object], most: float) -> None:
    """One line of the table: the first run, the median, and the worst, beside the target."""
    seconds, cpu, loads = (sorted(found[name]) for name in ("seconds", "cpu", "loads"))  # type: ignore[call-overload]
    text, grown = float(found["text"]) / 1e6, float(found["grown"]) / 1e6  # type: ignore[arg-type]
    took = (
        f"{_middle(seconds):.2f} s (best {seconds[0]:.2f}, {_middle(cpu):.2f} of CPU, load alone {_middle(loads):.2f}"
    )
    settled, held = (float(found[name]) / 1e6 for name in ("settled", "in_use"))  # type: ignore[arg-type]
    print(f"  {stored:>9,} stored: a run of 500 {took}; target {most}); {found['rss']:.0f} MB at most (target 600)")
    print(
        f"{'':>19}{RUNS} runs: {text:.1f} MB of new text, file +{grown:.1f} MB, +{settled:.1f} after the 2nd,",
        f"in use +{held:.1f}",
        flush=True,
    )


def show_bulk(stored: int, found: Mapping[str, object]) -> None:
    """One line: rows a second and CPU of each, bare tables, without the search index, and all."""
    rows = int(found["rows"])  # type: ignore[call-overload]
    told = []
    for name, said in (("bare", "bare tables"), ("without", "no search index"), ("load", "with it")):
        wall, used = found[name]  # type: ignore[misc]
        told.append(f"{said} {rows / wall:,.0f} ({used / rows * 1e6:.0f} µs of CPU each)")
    print(f"  {stored:>9,} stored: bulk, rows/s: {', '.join(told)}; targets 30,000 and 5,000", flush=True)
    used, count = found["telling"][1], int(found["told"])  # type: ignore[index, call-overload]
    print(f"{'':>19}a relevant article, with what it tells: {used / count * 1e3:.1f} ms of CPU", flush=True)


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def report(cache: Path, sizes: Sequence[int], words: int, only: Sequence[str]) -> None:
    """Print what was measured of every size, next to its target."""
    bases = build(cache, words, sizes)
    work = cache / "work"
    for stored in sizes:
        for what in only:
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            path = copied(bases[stored], work / "hoptac.duckdb")
            if what == "runs":
                show_runs(stored, in_child("runs", path, stored, words), TARGETS.get(stored, 4))
            elif what == "publish":
                found = in_child("publish", path, stored, words)
                best = min(found["seconds"])  # type: ignore[call-overload]
                size = int(found["file"]) / 1e6  # type: ignore[call-overload]
                print(
                    f"  {stored:>9,} stored: publish {best:.2f} s, the first time {found['first']:.2f} (target 3)",
                    end="",
                )
                print(f", file {size:,.0f} MB", flush=True)
            elif what == "queries":
                found = in_child("queries", path)
                slow = sorted(found["seconds"].items(), key=lambda one: -one[1])  # type: ignore[attr-defined]
                over = sum(seconds > 1 for _, seconds in slow)
                print(
                    f"  {stored:>9,} stored: {len(slow)} queries, {over} over 1 s, {found['rss']:.0f} MB; slowest:",
                    flush=True,
                )
                print(*(f"    {seconds:6.2f} s  {name}" for name, seconds in slow[:12]), sep="\n", flush=True)
            elif what == "bulk":
                start = max(stored, A_BASE)
                files = spools(cache / f"spool-{words}", range(start, start + A_BASE), words)
                telling = [file for file in files if file.name.startswith("relevant-")]
                found = in_child("bulk", path, telling[0], *(file for file in files if file not in telling))
                show_bulk(stored, found)
    shutil.rmtree(work, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="folder that keeps what was built")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--words", type=int, default=WORDS, help="length of an article; the demo's have 200")
    parser.add_argument("--only", nargs="+", default=["runs", "publish", "queries", "bulk"])
    parser.add_argument("--do", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.do:
        print(json.dumps(DO[given.do[0]](*given.do[1:])))
        return
    with tempfile.TemporaryDirectory() as folder:
        cache = given.cache or Path(folder)
        cache.mkdir(parents=True, exist_ok=True)
        report(cache, given.sizes, given.words, given.only)


if __name__ == "__main__":
    main()

"""How long 500 new articles take against a warehouse that holds many: a process of its own for each size.

Stored beside a thousand real-looking articles are rows with random keys and short bodies: the keys, the versions and
the stories are what a load looks through, the bodies of others it never reads.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.story_samples import cut, some_text
from tests.warehouse_samples import HOUR, NOON, article_row, batch, run
from warehouse.db import writer
from warehouse.load import load
from warehouse.rows import ArticleRow
from warehouse.texts import RULES

REAL, NEW, REPRINTS, KEYS = 1000, 500, 100, 19
FILL = f"""
INSERT INTO internal.article BY NAME (SELECT * EXCLUDE (n) REPLACE (
  md5_number(n::VARCHAR)::UUID AS article_id, md5_number('s' || n)::UUID AS story_id)
  FROM (FROM internal.article LIMIT 1), range($n) AS r(n));
INSERT INTO revisions BY NAME (SELECT * EXCLUDE (n) REPLACE (
  md5_number(n::VARCHAR)::UUID AS article_id, md5_number('t' || n)::UUID AS content_hash, md5(n::VARCHAR) AS body)
  FROM (FROM revisions LIMIT 1), range($n) AS r(n));
INSERT INTO stories BY NAME (SELECT * EXCLUDE (n) REPLACE (
  md5_number('s' || n)::UUID AS story_id, md5_number(n::VARCHAR)::UUID AS original_article_id)
  FROM (FROM stories LIMIT 1), range($n) AS r(n));
INSERT INTO internal.sightings BY NAME (SELECT * EXCLUDE (n) REPLACE (md5_number(n::VARCHAR)::UUID AS article_id)
  FROM (FROM internal.sightings LIMIT 1), range($n) AS r(n));
INSERT INTO internal.article_texts
  SELECT md5_number(n::VARCHAR)::UUID, md5_number('t' || n)::UUID, 'bao-' || n % 50, '{RULES}'
  FROM range($n) AS r(n);
INSERT INTO internal.shingle_keys
  SELECT (hash(n * {KEYS} + k) >> 1)::BIGINT, md5_number('t' || n)::UUID, 'bao-' || n % 50, {KEYS}
  FROM range($n) AS r(n), range({KEYS}) AS s(k);
"""  # noqa: S608  # numbers of ours


def rows(numbers: range, seed: int) -> list[ArticleRow]:
    """Articles of about 4 kB."""
    chance = Random(seed)  # noqa: S311
    return [
        article_row(f"https://bao-{n % 50}.example/{n}.html", title=f"Tít {n}", paragraphs=(some_text(chance, 32),),
                    seen_at=NOON + n * HOUR)
        for n in numbers
    ]  # fmt: skip


def build(path: Path, stored: int) -> None:
    with writer(path) as con:
        load(con, batch(*rows(range(REAL), 1)))
        for statement in FILL.split(";\n")[:-1]:
            con.execute(statement, {"n": stored - REAL})
        con.execute("CHECKPOINT")


def measure(path: Path) -> None:
    """Load the new articles, from opening the file to closing it, and print seconds, memory and what was found."""
    fresh = rows(range(10_000_000, 10_000_000 + NEW - REPRINTS), 2)
    old = rows(range(REPRINTS), 1)
    copies = [
        article_row(f"https://bao-x.example/{n}.html", paragraphs=(cut(row.article.text, 0.6),), seen_at=NOON)
        for n, row in enumerate(old)
    ]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, busy = time.perf_counter(), time.process_time()
    with writer(path) as con:
        opened = time.perf_counter() - start
        counts = load(con, batch(*fresh, *copies, run_row=run(2)))
    took, busy = time.perf_counter() - start, time.process_time() - busy
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = f"{took:.2f} s ({busy:.2f} s of CPU, opening {opened:.2f})"
    memory = f"{most / 1024:.0f} MB at most, {before / 1024:.0f} before"
    found = f"{counts['reprints']} of {REPRINTS} reprints found"
    print(f"{times}, {memory}, {found}, file {path.stat().st_size / 1e6:.0f} MB")


def show(sizes: Sequence[int]) -> None:
    print(
        f"\n{NEW} new articles of 4 kB, {REPRINTS} of them cut reprints; target <= 2 s, <= 300 MB at 1,000,000 stored"
    )
    for stored in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "hoptac.duckdb"
            for step in ("build", "measure"):
                command = [sys.executable, "-m", "tests.bench.dedup_scale", step, str(path), str(stored)]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            print(f"  {stored:>9,} stored: {done.stdout.strip()}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        measure(Path(sys.argv[2]))

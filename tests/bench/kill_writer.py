"""Writers killed with SIGKILL while they load, publish and migrate -> what no longer holds.

`python -m tests.bench.kill_writer [KILLS] [SEED]`: a child loads small batches and publishes after each, and says so
after each step; or it opens a file of an earlier version. It is killed after a random number of steps, somewhere in the
next. Then the writer's file and the published copy are looked at: no batch that was reported is missing or half there,
nothing is there twice, every statement has its article and its agreement, and all that must hold of a warehouse does;
the copy opens and holds what was published. Every other home publishes by way of a spare.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

from parsers.model import Agreement
from tests.meaning_samples import saying
from tests.story_samples import some_text
from tests.warehouse_samples import batch, run
from warehouse import publish as publishing
from warehouse.db import reader, writer
from warehouse.invariants import broken as broken_rows
from warehouse.invariants import invariants
from warehouse.load import load
from warehouse.migrate import known, migrate
from warehouse.publish import publish
from warehouse.rows import ArticleRow

A_HOME = 10  # kills in one home
A_BATCH = 3  # articles
COUNTS = """SELECT count(*), count(DISTINCT url), (SELECT count(*) FROM revisions), (SELECT count(*) FROM pages),
  (SELECT count(*) FROM internal.verdicts), (SELECT sum(article_count) FROM stories), (SELECT count(*) FROM agreements),
  (SELECT count(*) FROM mentions), (SELECT sum(proofs.statements) FROM ledger) FROM articles"""
SIGNED = "Tại Hải Phú, Bệnh viện Đa khoa Sơn Hà ký biên bản ghi nhớ với {}."
LETTERS = str.maketrans("0123456789", "abdeghmorn")
LOADED, PUBLISHED = "loaded", "published"


def rows(number: int) -> list[ArticleRow]:
    chance = random.Random(number)  # noqa: S311
    urls = (f"https://bao-mot.example/{number}-{n}.html" for n in range(A_BATCH))
    partners = ("Bệnh viện Đại học Sae" + str(number).translate(LETTERS) + end for end in ("ok", "ok", "ang"))
    return [_telling(url, some_text(chance, 12), partner) for url, partner in zip(urls, partners, strict=True)]


def _telling(url: str, text: str, partner: str) -> ArticleRow:
    """An article that says that a memorandum was signed; two of a batch tell of the same one."""
    sentence, start = SIGNED.format(partner), len(text) + 2
    one = Agreement(
        type="mou", stage="signed", vietnamese_party="Bệnh viện Đa khoa Sơn Hà", foreign_party=partner,
        countries=("KR",), sentence=sentence, start=start, end=start + len(sentence),
    )  # fmt: skip
    return saying(url, (text, sentence), (one,))


def work(home: Path, first: int, spare_from: int) -> None:
    """Load and publish until killed, and say so."""
    publishing.SPARE_FROM = spare_from
    source, target = home / "hoptac.duckdb", home / "warehouse.duckdb"
    for number in range(first, first + 10_000):
        with writer(source) as con:
            load(con, batch(*rows(number), run_row=run(number)))
            print(LOADED, number, flush=True)
            publish(con, source, target)
            print(PUBLISHED, number, flush=True)


def open_old(path: Path) -> None:
    """Open a file of an earlier version, which migrates it."""
    print("opening 0", flush=True)
    with writer(path):
        print("migrated 0", flush=True)


def killed(chance: random.Random, most: int, *arguments: object) -> list[tuple[str, int]]:
    """Start a child and kill it after so many steps at most, somewhere in the next; returns what it had said."""
    command = [sys.executable, "-m", "tests.bench.kill_writer", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        said = [child.stdout.readline()] if child.stdout else []  # it has started
        step = 0.05
        for _ in range(chance.randint(0, most)):
            start = time.monotonic()
            said.append(child.stdout.readline())  # type: ignore[union-attr]
            step = time.monotonic() - start
        time.sleep(chance.uniform(0, 1.2 * step))
        child.kill()
        said += child.stdout  # type: ignore[arg-type]
    pairs = [line.split() for line in said if line.endswith("\n")]
    return [(what, int(number)) for what, number in pairs]


def broken(home: Path, acknowledged: int, published: int) -> list[str]:
    """What does not hold after a kill, if so many batches were reported as loaded and as published."""
    wrong = []
    with writer(home / "hoptac.duckdb", wait_seconds=60) as con:
        counts = con.execute(COUNTS).fetchall()[0]
        wrong += [str(finding) for one in invariants() for finding in broken_rows(con, one)]
    if len({count or 0 for count in counts}) > 1 or (counts[0] % A_BATCH):
        wrong.append(f"half a batch, or one twice: {counts}")
    if counts[0] < acknowledged * A_BATCH:
        wrong.append(f"lost: {acknowledged} batches reported, {counts[0]} articles there")
    if published or (home / "warehouse.duckdb").exists():
        with reader(home / "warehouse.duckdb") as con:
            copied = con.execute(COUNTS).fetchall()[0]
        if len(set(copied)) > 1 or copied[0] % A_BATCH or copied[0] < published * A_BATCH or copied[0] > counts[0]:
            wrong.append(f"published: {copied}, reported {published} batches")
    return wrong


def load_round(home: Path, kills: int, chance: random.Random, spare_from: int) -> tuple[list[str], Counter[str]]:
    """Kill writers in one home; each next one goes on where the last got to."""
    wrong: list[str] = []
    moments: Counter[str] = Counter()
    done = {LOADED: 0, PUBLISHED: 0}
    for _ in range(kills):
        said = killed(chance, 8, "load", home, done[LOADED], spare_from)
        for what, number in said:
            done[what] = number + 1
        moments["load" if not said or said[-1][0] == PUBLISHED else "publish"] += 1
        wrong += broken(home, done[LOADED], done[PUBLISHED]) if (home / "hoptac.duckdb").exists() else []
    return wrong, moments


def migrate_round(home: Path, chance: random.Random) -> list[str]:
    """Kill the opening of a file of an earlier version with a row in it, then open it."""
    path, version = home / "old.duckdb", chance.randint(1, len(known()) - 1)
    with duckdb.connect(str(path)) as con:
        migrate(con, path, known()[:version])
        con.execute("INSERT INTO runs VALUES (uuid(), 'ingest', now(), NULL, 'running', '{}', '{}')")
    killed(chance, 1, "open", path)
    with writer(path, wait_seconds=60) as con:
        found = con.execute("SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM internal.migrations)").fetchall()
    return [] if found == [(1, len(known()))] else [f"migrated from {version}: {found}"]


def main(kills: int, seed: int) -> int:
    """Print what was found; returns how much."""
    chance, wrong, moments, start = random.Random(seed), [], Counter[str](), time.monotonic()  # noqa: S311
    for number in range(-(-kills // A_HOME)):
        with tempfile.TemporaryDirectory() as folder:
            count = min(A_HOME, kills - number * A_HOME)
            migrations = -(-count // 5)
            for part in range(migrations):
                (home := Path(folder) / str(part)).mkdir()
                wrong += migrate_round(home, chance)
            found, hit = load_round(Path(folder), count - migrations, chance, spare_from=[1 << 40, 0][number % 2])
            wrong, moments = wrong + found, moments + hit + Counter(migrate=migrations)
            shutil.rmtree(folder, ignore_errors=True)
        print(f"{sum(moments.values())} kills: {len(wrong)} violations", *wrong[-5:], sep="\n  ", flush=True)
    print(f"{kills} kills ({dict(moments)}), seed {seed}: {len(wrong)} violations in {time.monotonic() - start:.0f} s")
    return len(wrong)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["load", home, first, spare_from]:
            work(Path(home), int(first), int(spare_from))
        case ["open", path]:
            open_old(Path(path))
        case given:
            raise SystemExit(1 if main(*([int(word) for word in given] + [300, 1][len(given) :])) else 0)

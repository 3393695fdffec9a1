"""How fast and how large the search index is: `python -m tests.bench.search [--keep FOLDER] [STORED ...]`.

By default with 10,000 articles. A file that is kept is not made again, and is of use until the schema changes: the
first time, a million articles take some five minutes of a processor and 5 GB, and each time a copy of 5 GB.

Texts of 3.7 kB are made of the words and pairs of words of the demo newsroom and of syllables that Vietnamese could
have, as often as Zipf's law says; one in four is about health. Beyond 50,000 articles the file is filled with copies
of the first ones under other keys, rows of the index included: what a search and a run look through is as long as it
would be, though each score stands there so many times. Seconds of the processor stand beside those of the clock, which
others on the machine make longer. Searches are asked of the index as loads leave it, in runs of 4,000 texts, and again
when it is one sorted run, as upkeep leaves it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from pathlib import Path
from random import Random
from unicodedata import normalize

from duckdb import DuckDBPyConnection

from flows.demo.content import read_pieces
from tests.warehouse_samples import article_row, batch
from warehouse.db import reader, writer
from warehouse.load import load
from warehouse.searching import index, sort

REAL, STEP, SENTENCES, TOPICS, RUNS = 50_000, 10_000, 60_000, 20, 10
OURS = "bệnh viện y tế hợp tác bác sĩ đào tạo".split()  # noqa: SIM905
ONSETS = "b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x".split()  # noqa: SIM905
RIMES = "a an ang anh ao ai am at ay ân âu ăn ăng em en eo ê ên i in inh iên o oa oan ong ô ông ơ u ung uy uyên ư ương"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
ARTICLES = """INSERT INTO internal.article BY NAME (SELECT t.* REPLACE (
  md5_number('a' || n)::UUID AS article_id, dek_n AS dek, 'https://bao.example/' || n AS canonical_url,
  'bao-' || n % 40 AS site, TIMESTAMPTZ '2020-01-01' + to_hours((n % 50000)::INTEGER) AS published_at)
  FROM (FROM internal.article WHERE site = 'bao-mot' LIMIT 1) AS t, (SELECT n, dek AS dek_n FROM made))"""
REVISIONS = """INSERT INTO revisions BY NAME (SELECT t.* REPLACE (
  md5_number('a' || n)::UUID AS article_id, md5_number('t' || n)::UUID AS text_key, made.title AS title,
  made.body AS body) FROM (FROM revisions LIMIT 1) AS t, made)"""
CHANGED = "SELECT article_id FROM internal.article WHERE site = $site AND revision = 1 ORDER BY article_id LIMIT 20"
CHANGE = """INSERT INTO revisions SELECT * REPLACE (2 AS revision, uuid() AS text_key)
  FROM revisions WHERE article_id IN (SELECT unnest(?))"""
COPIES = """
INSERT INTO internal.article SELECT * REPLACE (md5_number($k || article_id::VARCHAR)::UUID AS article_id)
  FROM old_article;
INSERT INTO revisions SELECT * REPLACE (md5_number($k || article_id::VARCHAR)::UUID AS article_id) FROM old_revision;
INSERT INTO internal.search_documents SELECT * REPLACE (document + $k * $n AS document,
  md5_number($k || article_id::VARCHAR)::UUID AS article_id) FROM old_document;
INSERT INTO internal.search_postings SELECT * REPLACE (document + $k * $n AS document) FROM old_posting;
"""
QUERIES = (
    ("rare word", "ongxyz7", {}),
    ("common word", "bệnh", {}),
    ("common word, no accents", "benh", {}),
    ("two words", "bệnh viện", {}),
    ("two words, no accents", "benh vien", {}),
    ("four words", "hợp tác y tế", {}),
    ("four words, no accents", "hop tac y te", {}),
    ("phrase", '"hợp tác y tế"', {}),
    ("phrase, no accents", '"hop tac y te"', {}),
    ("phrase of two common words", '"bệnh viện"', {}),
    ("words, one left out", "nghiên cứu -trẻ", {}),
    ("in the title", "title:bệnh title:viện", {}),
    ("one site, one year", "hợp tác y tế", {"site": "bao-7", "since": "2021-01-01", "until": "2021-12-31"}),
    ("nothing found", "zzzqqq", {}),
)


def syllables(chance: Random) -> list[str]:
    made = [normalize("NFC", f"{o}{r[:1]}{t}{r[1:]}") for o in ONSETS for r in RIMES.split() for t in TONES]
    chance.shuffle(made)
    return made


def units(chance: Random) -> tuple[list[str], list[str], list[str]]:
    """What every text uses, what texts of our subject use (words of the demo and pairs of them), and the rest."""
    pieces = chain.from_iterable(read_pieces().values())
    words = [[w.strip('.,;:"“”()') for w in p.split()] for piece in pieces for p in piece.paragraphs]
    count: Counter[str] = Counter(chain.from_iterable(words))
    common = [word for word, _ in count.most_common(40) if word and word not in OURS]
    count.update(f"{a} {b}" for line in words for a, b in pairwise(line) if a and b)
    ours = [unit for unit, n in count.most_common(1500) if n > 2 and unit and unit not in common]
    return common, ours, syllables(chance)


def sentences(chance: Random) -> list[list[str]]:
    """Sentences of each of TOPICS subjects; the first ones are ours."""
    common, ours, rest = units(chance)
    made = []
    for topic in range(TOPICS):
        known = ours if topic < TOPICS // 4 else []
        some = common + known + chance.sample(rest, 3000)
        weights = list(accumulate(1 / (rank + 5) for rank in range(len(some))))
        lines = (" ".join(chance.choices(some, cum_weights=weights, k=17)) for _ in range(SENTENCES // TOPICS))
        made.append([f"{line.capitalize()}." for line in lines])
    return made


def fill(con: DuckDBPyConnection, made: Sequence[Sequence[str]], first: int, last: int) -> None:
    """Store articles as a load would, but for their index."""
    chance = Random(first)  # noqa: S311
    con.execute("CREATE OR REPLACE TEMP TABLE made (n INTEGER, title VARCHAR, dek VARCHAR, body VARCHAR)")
    rows = []
    for n in range(first, last):
        some = chance.choices(chance.choice(made), k=30) + chance.choices(chance.choice(made), k=3)
        chance.shuffle(some)
        middle = f"Ông ongxyz{n} nói. Số {chance.randint(1, 99999)}. "
        body = " ".join(some[3:17]) + "\n\n" + middle + " ".join(some[17:])
        rows.append((n, some[0][:70], f"{some[1]} {some[2]}", body))
    with con.appender("made") as appender:
        appender.append_rows(rows)
    con.execute(ARTICLES)
    con.execute(REVISIONS)


class Clock:
    """Seconds of the clock and of the processor, all threads."""

    def __enter__(self) -> Clock:
        self.began, self.before = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds, self.cpu = time.perf_counter() - self.began, time.process_time() - self.before


def build(path: Path, stored: int) -> Iterator[str]:
    made = sentences(Random(3))  # noqa: S311
    real = min(stored, REAL)
    spent = clocked = 0.0
    with writer(path) as con:
        load(con, batch(article_row(published_at=None)))
        for first in range(0, real, STEP):
            fill(con, made, first, first + STEP)
            with Clock() as clock:
                index(con, [])
            spent, clocked = spent + clock.cpu, clocked + clock.seconds
            con.execute("CHECKPOINT")
        yield f"index: {real / clocked:,.0f} articles/s, {real / spent:,.0f} per second of one processor"
        multiply(con, real, stored)
        con.execute("CHECKPOINT")


def multiply(con: DuckDBPyConnection, real: int, stored: int) -> None:
    tables = {"article": "internal.article", "revision": "revisions"}
    tables |= {"document": "internal.search_documents", "posting": "internal.search_postings"}
    for name, table in tables.items():
        [(rows,)] = con.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608  # names of ours, as below
        con.execute(f"CREATE TEMP VIEW old_{name} AS FROM {table} WHERE rowid < {rows}")
    for k in range(1, stored // real):
        for one in COPIES.split(";\n")[:-1]:
            con.execute(one.replace("$k", str(k)).replace("$n", str(2 * real)))


def sizes(path: Path) -> Iterator[str]:
    """What the file takes, beside its text; the text of a million is that of the first ones, so many times."""
    with reader(path) as con:
        [(stored, text)] = con.execute(f"""
            SELECT count(*), count(*) * (
              SELECT avg(strlen(r.title) + strlen(r.body) + strlen(a.dek))
              FROM revisions AS r JOIN internal.article AS a ON a.article_id = r.article_id WHERE r.rowid < {STEP})
            FROM revisions""").fetchall()  # noqa: S608  # a number
        [(rows,)] = con.execute("SELECT count(*) FROM internal.search_rows").fetchall()
    size = path.stat().st_size
    share = f"{size / text:.2f} times the text of {text / 1e6:,.0f} MB"
    yield f"file {size / 1e6:,.0f} MB = {share}; {rows / stored:.0f} rows each"


def best(work: Callable[[], object]) -> tuple[float, float]:
    """The fastest of some: milliseconds of the clock and of the processor."""
    found = []
    for _ in range(RUNS):
        with Clock() as clock:
            work()
        found.append((clock.seconds * 1000, clock.cpu * 1000))
    return min(one for one, _ in found), min(cpu for _, cpu in found)


def searches(path: Path) -> Iterator[str]:
    with reader(path) as con:
        con.execute("SET threads = 2")
        for what, query, options in QUERIES:
            named = "".join(f", {name} := '{value}'" for name, value in options.items())
            sql = f"SELECT * FROM search('{query}'{named})"  # noqa: S608
            clock, cpu = best(lambda sql=sql: con.execute(sql).fetchall())  # type: ignore[misc]
            _, plan = best(lambda sql=sql: con.execute(f"PREPARE asked AS {sql}"))  # type: ignore[misc]
            [(hits,)] = con.execute(f"SELECT count(*) FROM matches('{query}'{named})").fetchall()  # noqa: S608
            spent = f"processor {cpu:6.0f} ms, {plan:3.0f} of them to plan"
            yield f"  {what:30} {clock:6.0f} ms, {spent}, {hits:>9,} articles"


def runs(path: Path, stored: int) -> Iterator[str]:
    """Runs of 180 new and 20 changed articles: what the index takes of each, and how the file grows."""
    made = sentences(Random(4))  # noqa: S311
    for number in range(6):
        with writer(path) as con:
            before, first = path.stat().st_size, 10_000_000 + number * 180
            fill(con, made, first, first + 180)
            touched = con.execute(CHANGED.replace("$site", f"'bao-{number}'")).fetchall()
            con.execute(CHANGE, [[one for (one,) in touched]])
            con.execute("UPDATE internal.article SET revision = 2 WHERE article_id IN (SELECT unnest(?))",
                        [[one for one, in touched]])  # fmt: skip
            touched += con.execute("SELECT md5_number('a' || n)::UUID FROM made").fetchall()
            with Clock() as clock:
                index(con, [one for (one,) in touched])
            con.execute("CHECKPOINT")
        grown = path.stat().st_size - before
        yield (
            f"  run {number + 1} on {stored:,}: index {clock.seconds:.2f} s, processor {clock.cpu:.2f} s; "
            f"file {grown / 1e6:+.1f} MB for 0.7 MB of text"
        )


def sorting(path: Path) -> Iterator[str]:
    with writer(path) as con:
        with Clock() as clock:
            sort(con)
            con.execute("CHECKPOINT")
        yield f"sorted as a whole: processor {clock.cpu:.0f} s; then"


def main(sizes_asked: Sequence[int], keep: Path | None) -> None:
    for stored in sizes_asked:
        with tempfile.TemporaryDirectory(dir=keep) as folder:
            path, kept = Path(folder) / "hoptac.duckdb", (keep or Path(folder)) / f"search-{stored}.duckdb"
            say([f"{stored:,} articles"])
            if not kept.exists():
                say(build(path, stored))
                path.rename(kept)
            shutil.copyfile(kept, path)
            for part in (sizes, searches, lambda one, n=stored: runs(one, n), sorting, searches, sizes):
                say(part(path))


def say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"  {line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    parser = ArgumentParser(description="How fast and how large the search index is.")
    parser.add_argument("stored", type=int, nargs="*", default=[STEP])
    parser.add_argument("--keep", type=Path, help="folder for the files that are made; they are used again")
    asked = parser.parse_args()
    main(asked.stored, asked.keep)

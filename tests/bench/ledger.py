"""Labelled articles -> which statements are merged into one agreement and why, whether all is proven, and the cost.

    python -m tests.bench.ledger [--data DIR] [--python PYTHON]

DIR holds articles.jsonl.gz, labels.jsonl and score.py. The articles take the whole way: imported, loaded, published,
and scored in the published file. The scorer needs rapidfuzz: PYTHON is an interpreter that has it, if this one has not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from flows.importing import import_paths
from flows.settings import Settings
from parsers.model import Meaning
from tests.corpus import WHY_NOT, corpus_dir
from tests.meaning_samples import said
from tests.story_samples import sentence, some_text
from tests.warehouse_samples import DAY, NOON, batch, fresh, run
from warehouse.db import reader, writer
from warehouse.invariants import broken, invariants
from warehouse.load import load
from warehouse.rows import ArticleRow

BATCH, MEANT = 500, 20  # articles of a load, and those of them that say something: 4 % of general news
MERGED = """
    SELECT left(s.agreement_id::VARCHAR, 8), regexp_extract(a.canonical_url, '[^/]+$'), s.type, s.vietnamese_party,
      s.foreign_party, s.amount, coalesce(s.evidence, 'the first')
    FROM agreements AS s JOIN articles AS a USING (article_id)
    WHERE s.agreement_id IN (SELECT agreement_id FROM agreements GROUP BY ALL HAVING count(*) > 1)
    ORDER BY s.agreement_id, s.same_as IS NOT NULL, a.canonical_url"""


def whole_way(data: Path, python: str, folder: Path) -> None:
    """Import the articles, score the published file, and print what was merged."""
    texts, settings = folder / "texts", Settings(home=folder / "home")
    subprocess.run([python, data / "score.py", "export", data, texts], check=True, capture_output=True)
    asyncio.run(import_paths(settings, [texts]))
    score = [python, str(data / "score.py"), "score", str(data), str(settings.warehouse_file)]
    print(subprocess.run(score, check=True, capture_output=True, text=True).stdout)
    with reader(settings.warehouse_file) as con:
        [(statements, agreements)] = con.execute(
            "SELECT count(*), count(DISTINCT agreement_id) FROM agreements"
        ).fetchall()
        faults = sum(1 for check in invariants() for _ in broken(con, check))
        print(f"{statements} statements of {agreements} agreements; broken checks: {faults}; merged:")
        for row in con.execute(MERGED).fetchall():
            print("  ", *row, sep=" | ")
        print("groups of the labels in which these stand:", _groups(data, con.execute(MERGED).fetchall()))


def _groups(data: Path, rows: list[tuple[str, ...]]) -> dict[str, list[str]]:
    labels = map(json.loads, (data / "labels.jsonl").read_text("utf-8").splitlines())
    group = {row["id"]: row["group"] for row in labels}
    found: dict[str, set[str]] = {}
    for key, name, *_ in rows:
        found.setdefault(key, set()).add(group.get(name.removesuffix(".txt"), name))
    return {key: sorted(names) for key, names in found.items()}


def cost(held: int) -> None:
    """Print the CPU time of a load with and without meaning, beside so many statements that are held."""
    with tempfile.TemporaryDirectory() as name, writer(fresh(Path(name) / "w.duckdb")) as con:
        for number in range(0, held, BATCH):
            load(con, batch(*(_row(number + n) for n in range(BATCH)), run_row=run(number)))
        for told in (MEANT, 0):
            rows = [_row(held * (1 + told) + n) for n in range(BATCH)]
            rows = [row if n < told else replace(row, meaning=Meaning()) for n, row in enumerate(rows)]
            started = time.process_time()
            load(con, batch(*rows, run_row=run(held + told)))
            seconds = time.process_time() - started
            print(f"{held} statements held, {BATCH} articles loaded, {told} of them with meaning: {seconds:.2f} s CPU")


def _row(number: int) -> ArticleRow:
    """An article of many words; one in seventy partners is the same, as few bodies sign most."""
    chance = Random(number)  # noqa: S311
    home, partner = f"Bệnh viện Đa khoa {number % 300} An {number % 7}", f"Đại học Kita {number % 70}"
    told = f"{home} ký bản ghi nhớ với {partner}: {sentence(chance)}."
    row = said(f"https://bao-{number % 40}.example/{number}.html", told, vietnamese=home, foreign=partner)
    moment = NOON + (number * 13 % 1500) * DAY
    paragraphs = (*row.article.paragraphs, some_text(chance))
    return replace(row, article=replace(row.article, paragraphs=paragraphs, published_at=moment))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    corpus = corpus_dir()
    parser.add_argument("--data", type=Path, default=corpus / "bench" / "meaning-dev" if corpus else None)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--held", type=int, default=2000, help="statements held when the cost of a load is measured")
    given = parser.parse_args()
    if given.data is None:
        parser.error(WHY_NOT)
    with tempfile.TemporaryDirectory() as folder:
        whole_way(given.data, given.python, Path(folder))
    cost(given.held)


if __name__ == "__main__":
    main()

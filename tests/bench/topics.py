"""Labelled articles -> precision, recall and F1 of `parsers.topics`, its worst misses and its speed.

    python tests/bench/topics.py [--data DIR] [--show N] [--halves]

DIR holds articles.jsonl.gz (id, text with the title as first line) and labels.jsonl (id, relevance, language,
group).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from parsers.model import Article  # noqa: E402
from parsers.topics import measure, score  # noqa: E402
from tests.corpus import WHY_NOT, corpus_dir  # noqa: E402

LEXICON = tomllib.loads((ROOT / "parsers" / "topics.toml").read_text(encoding="utf-8"))


class Case(NamedTuple):
    name: str
    language: str
    group: str
    article: Article
    gold: bool


class Scored(NamedTuple):
    case: Case
    relevance: float
    topic: str


def labelled() -> Path | None:
    """The labelled articles of the corpus, if there is one."""
    corpus = corpus_dir()
    return corpus / "bench" / "meaning-dev" if corpus else None


def read_cases(folder: Path) -> list[Case]:
    """The labelled articles; borderline ones never count and are left out."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    labels = map(json.loads, (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    return [read_case(label, texts[label["id"]]) for label in labels if label["relevance"] != "borderline"]


def read_case(label: dict[str, Any], text: str) -> Case:
    title, *paragraphs = filter(None, map(str.strip, text.splitlines()))
    article = Article(title=title, paragraphs=tuple(paragraphs), language=label["language"])
    return Case(label["id"], label["language"], label["group"], article, label["relevance"] == "relevant")


def score_cases(cases: Sequence[Case]) -> list[Scored]:
    """Each case with what the scorer says of it."""
    results = [score(case.article) for case in cases]
    return [Scored(case, it.relevance, it.topic) for case, it in zip(cases, results, strict=True)]


def precision_recall_f1(rows: Sequence[Scored]) -> tuple[float, float, float]:
    """Of the topic `relevant`."""
    gold = sum(row.case.gold for row in rows)
    made = sum(row.topic == "relevant" for row in rows)
    hit = sum(row.case.gold and row.topic == "relevant" for row in rows)
    precision, recall = hit / made if made else 0.0, hit / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0


def figures(name: str, rows: Sequence[Scored]) -> str:
    """One line of figures over some scored cases."""
    gold = sum(row.case.gold for row in rows)
    precision, recall, f1 = precision_recall_f1(rows)
    kept = sum(row.case.gold and row.topic != "off_topic" for row in rows) / gold if gold else 0.0
    return (
        f"{name:14} {len(rows):4} articles, {gold:3} relevant  P {precision:.3f}  R {recall:.3f}  "
        f"F1 {f1:.3f}  R with review {kept:.3f}  AP {average_precision(rows):.3f}"
    )


def average_precision(rows: Sequence[Scored]) -> float:
    hit, total = 0, 0.0
    for place, row in enumerate(sorted(rows, key=lambda row: -row.relevance), 1):
        hit += row.case.gold
        total += hit / place if row.case.gold else 0.0
    return total / hit if hit else 0.0


def show_misses(rows: Sequence[Scored], most: int) -> None:
    for verdict, gold in (("missed", True), ("wrong", False)):
        bad = [row for row in rows if row.case.gold is gold and (row.topic == "relevant") is not gold]
        for row in sorted(bad, key=lambda row: row.relevance if gold else -row.relevance)[:most]:
            values = " ".join(f"{name}={value:.2f}" for name, value in measured(row.case) if value)
            title = (row.case.article.title or "")[:70]
            print(f"{verdict:7} {row.relevance:.2f} {row.case.name:14} {title}\n{'':13}{values}")


def measured(case: Case) -> Iterable[tuple[str, float]]:
    return measure(case.article)._asdict().items()


def fit(cases: Sequence[Case], steps: int = 800) -> list[float]:
    """Weights and bias of a logistic regression by gradient descent; a relevant case counts 1.5 times."""
    rows = [(weighed(case), case.gold) for case in cases]
    weights = [0.0] * (len(rows[0][0]) + 1)
    for _ in range(steps):
        slope = [0.002 * weight * len(rows) for weight in weights[:-1]] + [0.0]
        for values, gold in rows:
            error = (logistic(weights, values) - gold) * (1.5 if gold else 1.0)
            slope = [s + error * value for s, value in zip(slope, (*values, 1.0), strict=True)]
        weights = [weight - 0.5 * s / len(rows) for weight, s in zip(weights, slope, strict=True)]
    return weights


def weighed(case: Case) -> tuple[float, ...]:
    return tuple(value for name, value in measured(case) if name in LEXICON["weights"])


def logistic(weights: Sequence[float], values: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, (*values, 1.0), strict=True))))


def score_with(weights: Sequence[float], case: Case) -> Scored:
    side = 1.0 if measure(case.article).home else LEXICON["abroad"]
    relevance = side * logistic(weights, weighed(case))
    return Scored(case, relevance, "relevant" if relevance >= LEXICON["relevant_from"] else "off_topic")


def halves(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """Two halves that share no story, with as many relevant stories each."""
    relevant = {case.group for case in cases if case.gold}
    digest = {case.group: hashlib.sha256(case.group.encode()).hexdigest() for case in cases}
    first = set(sorted(digest, key=lambda group: (group in relevant, digest[group]))[::2])
    return [case for case in cases if case.group in first], [case for case in cases if case.group not in first]


def print_halves(cases: Sequence[Case]) -> None:
    parts = halves(cases)
    crossed: list[Scored] = []
    for name, scored, fitted in (("first half", parts[0], parts[1]), ("second half", parts[1], parts[0])):
        weights = fit(fitted)
        rows = [score_with(weights, case) for case in scored]
        crossed += rows
        print(figures(name, rows))
        print(f"{'':14} weights of the other half:", *(f"{weight:.1f}" for weight in weights))
    print(figures("both, crossed", crossed))


def milliseconds(work: Callable[[Article], object], articles: Sequence[Article], rounds: int = 5) -> float:
    """Processor time per article, the best of some rounds: other work on the machine does not count."""
    best = math.inf
    for _ in range(rounds):
        start = time.process_time()
        for article in articles:
            work(article)
        best = min(best, time.process_time() - start)
    return best / len(articles) * 1000


def print_speed(articles: Sequence[Article]) -> None:
    size = sum(len(article.text) for article in articles) / len(articles)
    ours = milliseconds(score, articles)
    floor = milliseconds(lambda article: article.text.lower().split(), articles)
    print(f"{ours:.3f} ms per article of {size:.0f} characters, {ours * 4000 / size:.3f} ms per 4,000; ", end="")
    print(f"floor lower().split() {floor:.4f} ms, ratio {ours / floor:.1f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--data", type=Path, default=labelled(), help="default: the corpus's own")
    arguments.add_argument("--show", type=int, default=0, metavar="N", help="print N misses of each kind")
    arguments.add_argument("--halves", action="store_true", help="fit on each half, score the other")
    asked = arguments.parse_args()
    if asked.data is None or not (asked.data / "labels.jsonl").is_file():
        sys.exit(f"no labelled articles in {asked.data}: name their folder with --data DIR" if asked.data else WHY_NOT)
    cases = read_cases(asked.data)
    rows = score_cases(cases)
    print(figures("all", rows))
    for language in sorted({case.language for case in cases}):
        print(figures(language, [row for row in rows if row.case.language == language]))
    if asked.halves:
        print_halves(cases)
    show_misses(rows, asked.show)
    print_speed([case.article for case in cases])


if __name__ == "__main__":
    main()

"""Labelled articles -> precision, recall and F1 of `parsers.topics`, its worst misses and its speed.

    python -m tests.bench.topics [--data DIR] [--show N] [--folds]

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
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from parsers.model import Article  # noqa: E402
from parsers.topic_rules import load_rules  # noqa: E402
from parsers.topics import Measures, measure, score  # noqa: E402
from tests.corpus import WHY_NOT, corpus_dir  # noqa: E402

SHIFT = 0.5  # of the fitted bias: the limit of 0.5 is then where dev precision and recall are nearest their targets


class Case(NamedTuple):
    name: str
    language: str
    group: str
    article: Article
    gold: bool
    measures: Measures


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
    return Case(
        label["id"], label["language"], label["group"], article, label["relevance"] == "relevant", measure(article)
    )


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
    review = sum(row.case.gold and row.topic == "review" for row in rows)
    queue = sum(row.topic == "review" for row in rows)
    return (
        f"{name:15} {len(rows):4} articles, {gold:3} relevant  P {precision:.3f}  R {recall:.3f}  "
        f"F1 {f1:.3f}  AP {average_precision(rows):.3f}  review {queue}, {review} of them relevant"
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
            values = " ".join(f"{name}={value:.2f}" for name, value in row.case.measures._asdict().items() if value)
            title = (row.case.article.title or "")[:70]
            print(f"{verdict:7} {row.relevance:.2f} {row.case.name:14} {title}\n{'':13}{values}")


def fit(cases: Sequence[Case], loss: float = 1.0, rounds: int = 12) -> list[float]:
    """Weights and bias of a logistic regression (L2 `loss`) by Newton's method; a relevant case counts 1.5 times."""
    rows = [((*case.measures, 1.0), case.gold, 1.5 if case.gold else 1.0) for case in cases]
    size = len(rows[0][0])
    weights = [0.0] * size
    for _ in range(rounds):
        slope = [*(loss * weight for weight in weights[:-1]), 0.0]
        bend = [[loss * (i == j < size - 1) for j in range(size)] for i in range(size)]
        for values, gold, counts in rows:
            guess = logistic(weights, values)
            for i, value in enumerate(values):
                slope[i] += counts * (guess - gold) * value
                bend[i] = [b + counts * guess * (1 - guess) * value * v for b, v in zip(bend[i], values, strict=True)]
        weights = [weight - step for weight, step in zip(weights, solve(bend, slope), strict=True)]
    return [*weights[:-2], load_rules().weights["abroad"], weights[-1] + SHIFT]  # `abroad` is a rule, not learned


def solve(matrix: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """The solution of a linear system, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, values, strict=True)]
    for i in range(len(rows)):
        row = [value / rows[i][i] for value in rows[i]]
        rows[i] = row
        for k, other in enumerate(rows):
            if k != i:
                rows[k] = [b - other[i] * a for a, b in zip(row, other, strict=True)]
    return [row[-1] for row in rows]


def logistic(weights: Sequence[float], values: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, values, strict=True))))


def folds(cases: Sequence[Case], shuffle: str, count: int = 5) -> list[list[Case]]:
    """The cases in parts that share no story, with as many relevant stories each."""
    relevant = {case.group for case in cases if case.gold}
    digest = {case.group: hashlib.sha256((shuffle + case.group).encode()).hexdigest() for case in cases}
    place = {group: n % count for n, group in enumerate(sorted(digest, key=lambda g: (g in relevant, digest[g])))}
    return [[case for case in cases if place[case.group] == part] for part in range(count)]


def crossed(cases: Sequence[Case], shuffle: str) -> Iterable[Scored]:
    """Every case, scored with weights fitted on the stories of the other parts."""
    for part in folds(cases, shuffle):
        held = {case.group for case in part}
        weights = fit([case for case in cases if case.group not in held])
        for case in part:
            relevance = logistic(weights, (*case.measures, 1.0))
            yield Scored(case, relevance, topic_of(relevance))


def topic_of(relevance: float) -> str:
    rules = load_rules()
    return (
        "relevant" if relevance >= rules.relevant_from else "review" if relevance >= rules.review_from else "off_topic"
    )


def print_folds(cases: Sequence[Case]) -> None:
    for shuffle in ("", "a", "b"):
        print_figures(list(crossed(cases, shuffle)), f"crossed {shuffle}")
    names = [*load_rules().weights, "bias"]
    weights = fit(cases)
    print("fitted on all:", ", ".join(f"{name} {weight:.2f}" for name, weight in zip(names, weights, strict=True)))


def print_figures(rows: Sequence[Scored], name: str = "") -> None:
    print(figures(f"{name} all".strip(), rows))
    for language in sorted({row.case.language for row in rows}):
        print(figures(f"{name} {language}".strip(), [row for row in rows if row.case.language == language]))


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
    arguments.add_argument("--folds", action="store_true", help="fit on four fifths of the stories, score the others")
    asked = arguments.parse_args()
    if asked.data is None or not (asked.data / "labels.jsonl").is_file():
        sys.exit(f"no labelled articles in {asked.data}: name their folder with --data DIR" if asked.data else WHY_NOT)
    cases = read_cases(asked.data)
    rows = score_cases(cases)
    print_figures(rows)
    if asked.folds:
        print_folds(cases)
    show_misses(rows, asked.show)
    print_speed([case.article for case in cases])


if __name__ == "__main__":
    main()

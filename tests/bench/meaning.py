"""Labelled articles -> how well agreements, countries and sums are found, by the data's own scorer, and the cost.

    python -m tests.bench.meaning [--data DIR] [--show N] [--cross] [--python PYTHON]

DIR holds articles.jsonl.gz, labels.jsonl, agreements.jsonl and score.py. The scorer needs rapidfuzz: PYTHON is an
interpreter that has it, if this one has not. `--cross` scores each fifth of the stories with weights fitted on the
others, starting from meaning_prior.toml, and prints the weights fitted on all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from parsers import ParseError, parse_text
from parsers.agreements import find_agreements
from parsers.evidence import evidence_of, setting_of
from parsers.mentions import find_mentions, mentions_of
from parsers.model import MentionKind
from parsers.partners import Cast
from parsers.statements import RULES, find_statements
from parsers.textnorm import words
from parsers.topics import score
from tests.bench.topics import labelled, milliseconds
from tests.corpus import WHY_NOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parsers.model import Agreement, Article, Mention

PRIOR = tomllib.loads(Path(__file__).with_name("meaning_prior.toml").read_text(encoding="utf-8"))
LENGTH = {"day": 10, "month": 7, "year": 4}  # of an ISO date, by precision
FOLDS = 5
STRICTNESS = 0.02  # L2: how strongly weights keep to the prior
STEPS = 150
OUTSIDE = 0.1  # what a sentence of an article off the topic counts, beside 1 for one of an annotated article
TOLD = 4.0  # ... and one that tells an agreement


class Story(NamedTuple):
    name: str
    group: str
    annotated: bool
    article: Article
    mentions: tuple[Mention, ...]


class Sentence(NamedTuple):
    story: str
    group: str
    evidence: dict[str, float]
    told: bool  # by the labels
    counts: float


def read_stories(folder: Path) -> list[Story]:
    """The labelled articles as the import reads them; those that are no article are left out."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    stories = []
    for label in read_rows(folder / "labels.jsonl"):
        if label["annotated"] or label["relevance"] == "off_topic":
            try:
                article = parse_text(texts[label["id"]], f"https://bench.invalid/{label['id']}")
            except ParseError:
                continue
            stories.append(Story(label["id"], label["group"], label["annotated"], article, find_mentions(article)))
    return stories


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def prediction(story: Story, agreements: Sequence[Agreement]) -> dict[str, Any]:
    """What is found in an article, as the scorer reads it."""
    title = mentions_of(story.article.title or "", story.article.language)
    sums = [mention for mention in (*story.mentions, *title) if mention.kind is MentionKind.AMOUNT]
    relevance = score(story.article)
    return {
        "id": story.name,
        "relevance": relevance.relevance,
        "topic": relevance.topic,
        "agreements": list(map(agreement_row, agreements)),
        "countries": sorted({code for agreement in agreements for code in agreement.countries} - {"VN"}),
        "mentioned": sorted({m.entity_id or "" for m in story.mentions if m.kind is MentionKind.COUNTRY}),
        "amounts": [{"value": m.value_high or m.value, "currency": m.unit} for m in sums],
    }


def agreement_row(found: Agreement) -> dict[str, Any]:
    """One agreement; the labels file missions under `other`."""
    day = str(found.signed_on)[: LENGTH[found.signed_precision or "day"]] if found.signed_on else None
    return {
        "type": "other" if found.type == "mission" else found.type,
        "stage": found.stage,
        "vietnamese_party": found.vietnamese_party,
        "foreign_party": found.foreign_party,
        "country": list(found.countries),
        "signed_on": day,
        "amount": found.amount,
        "currency": found.currency,
        "sentence": found.sentence,
    }


def print_scores(folder: Path, python: str, predictions: Iterable[dict[str, Any]], show: int = 0) -> None:
    """Hand predictions to the folder's scorer and print what it says, but not on relevance."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "predictions.jsonl"
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in predictions), encoding="utf-8")
        command = [python, str(folder / "score.py"), "score", str(folder), str(path), "--show", str(show)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the scorer failed ({done.stderr.strip().splitlines()[-1]}): name an interpreter with --python")
    print(done.stdout[done.stdout.index("agreements") :].rstrip())
    print(done.stderr, end="")


def found_in(stories: Iterable[Story]) -> list[dict[str, Any]]:
    return [prediction(story, find_agreements(story.article, story.mentions)) for story in stories]


def sentences_of(stories: Iterable[Story], gold: Sequence[dict[str, Any]]) -> list[Sentence]:
    """Every sentence with its evidence; told is one that shares a run of words with a labelled one."""
    found = []
    for story in stories:
        told = [words(row["sentence"]) for row in gold if row["id"] == story.name]
        title = story.article.title or ""
        head = find_statements(title, mentions_of(title, story.article.language))
        body = find_statements(story.article.text, story.mentions)
        cast, setting = Cast(head, body, story.article.language), setting_of(head, body)
        for statement in body:
            evidence = evidence_of(statement, setting, inland=cast.is_inland(statement))
            if evidence:
                is_told = any(overlap(words(statement.text), label) for label in told)
                counts = TOLD if is_told else 1.0 if story.annotated else OUTSIDE
                found.append(Sentence(story.name, story.group, evidence, is_told, counts))
    return found


def overlap(ours: list[str], theirs: list[str]) -> bool:
    """Whether four fifths of the shorter text's words stand in the longer one."""
    short, long = sorted((ours, theirs), key=len)
    return len(short) >= 5 and sum(word in set(long) for word in short) >= 0.8 * len(short)


def fit(sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Bias and weights of a logistic regression that leans on the prior, by adaptive gradient descent."""
    names = sorted({name for sentence in sentences for name in sentence.evidence})
    weights = {name: PRIOR["weights"].get(name, 0.0) for name in names} | {"": PRIOR["bias"]}
    start, squares = dict(weights), dict.fromkeys(weights, 1e-8)
    for _ in range(STEPS):
        slopes = {name: STRICTNESS * (weights[name] - start[name]) if name else 0.0 for name in weights}
        for sentence in sentences:
            odds = weights[""] + sum(weights[name] * value for name, value in sentence.evidence.items())
            error = (1 / (1 + math.exp(-odds)) - sentence.told) * sentence.counts / len(sentences)
            slopes[""] += error
            for name, value in sentence.evidence.items():
                slopes[name] += error * value
        for name, slope in slopes.items():
            squares[name] += slope * slope
            weights[name] -= 0.3 * slope / math.sqrt(squares[name])
    return {"bias": weights.pop(""), "weights": weights}


def crossed(stories: Sequence[Story], sentences: Sequence[Sentence], seed: int = 1) -> list[dict[str, Any]]:
    """Each fifth of the stories, found with the weights of the others."""
    groups = sorted({story.group for story in stories})
    random.Random(seed).shuffle(groups)  # noqa: S311 - to share out stories, not to hide anything
    fold = {group: place % FOLDS for place, group in enumerate(groups)}
    found: list[dict[str, Any]] = []
    for part in range(FOLDS):
        RULES.update(fit([s for s in sentences if fold[s.group] != part]))
        found += found_in(story for story in stories if fold[story.group] == part)
    return found


def print_cross(folder: Path, python: str, stories: Sequence[Story]) -> None:
    sentences = sentences_of(stories, read_rows(folder / "agreements.jsonl"))
    print(f"each fifth of the stories by the weights of the others, {len(sentences)} sentences")
    print_scores(folder, python, crossed(stories, sentences))
    fitted = fit(sentences)
    print(f"\nbias = {fitted['bias']:.2f}\n[weights]")
    for name, weight in sorted(fitted["weights"].items(), key=lambda item: -item[1]):
        if abs(weight) >= 0.05:
            print(f"{name} = {weight:.2f}")


def print_cost(stories: Sequence[Story]) -> None:
    articles = [story.article for story in stories if story.annotated]
    size = sum(len(article.text) for article in articles) / len(articles)
    all_of_it = milliseconds(lambda article: find_agreements(article, find_mentions(article)), articles)
    only = milliseconds(find_mentions, articles)
    floor = milliseconds(lambda article: article.text.lower().split(), articles)
    print(
        f"{all_of_it * 4000 / size:.2f} ms per 4,000 characters, {only * 4000 / size:.2f} of it for mentions; "
        f"{all_of_it / floor:.0f} times lower().split()"
    )


def print_outside(stories: Sequence[Story]) -> None:
    """How often something is found where the label says that there is no health cooperation."""
    outside = [story for story in stories if not story.annotated]
    hit = sum(bool(find_agreements(story.article, story.mentions)) for story in outside)
    print(f"agreements in {hit} of {len(outside)} articles off the topic (deals of other fields among them)")


def check_places(stories: Iterable[Story]) -> None:
    """Every sentence and every surface must stand where it is said to."""
    checked = 0
    for story in stories:
        text = story.article.text
        agreements = find_agreements(story.article, story.mentions)
        pairs = [(a.sentence, text[a.start : a.end]) for a in agreements]
        pairs += [(m.surface, text[m.start : m.end]) for m in story.mentions]
        if wrong := [pair for pair in pairs if pair[0] != pair[1]]:
            sys.exit(f"{story.name}: {wrong[0]}")
        checked += len(pairs)
    print(f"{checked} of {checked} places open the exact words")


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--data", type=Path, default=labelled(), help="default: the corpus's own")
    arguments.add_argument("--show", type=int, default=0, metavar="N", help="print N misses of each kind")
    arguments.add_argument("--cross", action="store_true", help="fit on four fifths, score the last; print weights")
    arguments.add_argument("--python", default=sys.executable, help="an interpreter with rapidfuzz, for the scorer")
    asked = arguments.parse_args()
    if asked.data is None or not (asked.data / "score.py").is_file():
        sys.exit(f"no labelled articles in {asked.data}: name their folder with --data DIR" if asked.data else WHY_NOT)
    start = time.perf_counter()
    stories = read_stories(asked.data)
    annotated = [story for story in stories if story.annotated]
    print_scores(asked.data, asked.python, found_in(annotated), asked.show)
    check_places(stories)
    print_outside(stories)
    print_cost(stories)
    if asked.cross:
        print_cross(asked.data, asked.python, stories)
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()

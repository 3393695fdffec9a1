"""Pairs of real texts that people have judged -> how many of them are found, and how many wrongly."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from parsers.wording import wording
from tests.bench.dedup_related import Pairs, dev_articles, related
from tests.bench.peers import PEERS
from warehouse.compare import Relation, compare, relate

LABELS = Path(__file__).parent / "labels"
MERGING = (Relation.SAME_ARTICLE, Relation.REWRITE)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
Labels = Mapping[tuple[str, str], str]


def labelled(corpus: Path) -> None:
    """Recall and precision on the pairs of `labels/`, all texts in one warehouse."""
    texts = {row["id"]: row["text"] for row in dev_articles(corpus)}
    sets = {name: _labels(name) for name in ("natural_pairs", "blind_pairs")}
    ids = sorted({one for labels in sets.values() for pair in labels for one in pair})
    number = {one: place for place, one in enumerate(ids)}
    chosen = [texts[one] for one in ids]
    ours = related(chosen)
    found = {"hoptac same_article": ours["same_article"]}
    for kind in ("rewrite", "rewrite of its story"):
        found[f"hoptac same_article + {kind}"] = ours["same_article"] | ours[kind]
    for name, way in PEERS.items():
        found[name] = way(chosen)
    for title, labels in sets.items():
        print(f"\n{title} ({dict(Counter(labels.values()))}); target recall >= .97, precision >= .95")
        for name, pairs in found.items():
            print(f"  {name:42} {_score(labels, number, pairs)}")


def _labels(name: str) -> dict[tuple[str, str], str]:
    with (LABELS / f"{name}.csv").open(encoding="utf-8") as file:
        return {(row["a"], row["b"]): row["label"] for row in csv.DictReader(file)}


def _score(labels: Labels, number: Mapping[str, int], found: Pairs) -> str:
    total = Counter(labels.values())
    hits = Counter(label for (a, b), label in labels.items() if tuple(sorted((number[a], number[b]))) in found)
    wrong = hits["1"] + hits["0"]
    judged = f"wrong {wrong} of {total['1'] + total['0']}, either-way {hits['A']}"
    if not total["2"]:
        return judged
    return f"recall {hits['2'] / total['2']:.3f}  precision {hits['2'] / max(1, hits['2'] + wrong):.3f}  {judged}"


def same_event(corpus: Path) -> None:
    """Articles of one event: as two are judged by themselves, and as the stories come out.

    Two that are each labelled a copy of a third are one story with it, whatever their own label.
    """
    folder = corpus / "vn" / "dev" / "dedup"
    pairs = [json.loads(line) for line in (folder / "pairs.jsonl").read_text("utf-8").splitlines()]
    names = sorted({f"{pair['cluster']}_{pair[side]}" for pair in pairs for side in "ab"})
    texts = [(folder / f"{name}.txt").read_text("utf-8") for name in names]
    found = related([f"Tít\n{text}" for text in texts])
    stories = found["same_article"] | found["rewrite"]
    number = {name: place for place, name in enumerate(names)}
    by_text: Counter[str] = Counter()
    by_story: Counter[str] = Counter()
    for pair in pairs:
        one, other = sorted(number[f"{pair['cluster']}_{pair[side]}"] for side in "ab")
        by_text[pair["label"]] += is_merged(texts[one], texts[other])
        by_story[pair["label"]] += (one, other) in stories
    print("\nPairs of one event; target: merged wrongly <= 1 %")
    for label, total in sorted(Counter(pair["label"] for pair in pairs).items()):
        print(f"  {label}: {by_text[label]} of {total} merged by their texts, {by_story[label]} by their stories")


def renewed(corpus: Path) -> None:
    """Forms filled in anew: the words of an article with a share of its figures changed, the others standing."""
    chance = Random(3)  # noqa: S311
    texts = [row["text"] for row in dev_articles(corpus) if len(set(NUMBER.findall(row["text"]))) >= 8]
    print(f"\nThe same words with a share of their figures changed ({len(texts)}): merged")
    shares = (0.1, 0.3, 0.5, 0.7)
    print("  " + ", ".join(f"{share:.0%}: {_merged(texts, share, chance):.2f}" for share in shares))


def _merged(texts: Sequence[str], share: float, chance: Random) -> float:
    return sum(is_merged(text, with_figures(text, share, chance)) for text in texts) / len(texts)


def with_figures(text: str, share: float, chance: Random) -> str:
    """The text with a share of its different numbers replaced, each wherever it stands."""
    numbers = sorted(set(NUMBER.findall(text)))
    some = set(chance.sample(numbers, round(share * len(numbers))))

    def other(found: re.Match[str]) -> str:
        return re.sub(r"\d", lambda _: str(chance.randint(1, 9)), found[0]) if found[0] in some else found[0]

    return NUMBER.sub(other, text)


def is_merged(one: str, other: str) -> bool:
    """Whether two texts by themselves are one article, or one a rewrite of the other."""
    first, second = wording(one), wording(other)
    return relate(compare(first, second), min(len(first.five), len(second.five))) in MERGING

"""Does one story come out once? `python -m tests.bench.dedup [quality] [speed] [scale [STORED ...]]` prints figures.

Quality is measured through the warehouse: texts are loaded as articles of several sites, and what stands in `stories`
and `reprints` afterwards is judged. Settings of rensa and datasketch are run beside it where they are installed.
"""

from __future__ import annotations

import importlib.util
import json
import random
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from parsers.fingerprint import content_hash, sample, shingles, tokens
from tests.bench import dedup_pairs, dedup_scale
from tests.bench.dedup_related import Pairs, dev_articles, related
from tests.bench.peers import PEERS
from tests.corpus import WHY_NOT, corpus_dir


def clusters(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """The cluster of each of `count` texts when pairs are joined over all steps."""
    parent = list(range(count))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    for one, other in pairs:
        parent[max(root(one), root(other))] = min(root(one), root(other))
    return [root(one) for one in range(count)]


def pairwise(gold: Sequence[int], found: Sequence[int]) -> tuple[float, float, float, float]:
    """Precision, recall, F1 and adjusted Rand index (Hubert and Arabie 1985) over pairs."""

    def count(groups: Iterable[object]) -> int:
        return sum(size * (size - 1) // 2 for size in Counter(groups).values())

    both, g, f = count(zip(gold, found, strict=True)), count(gold), count(found)
    precision, recall = both / f if f else 1.0, both / g
    chance = g * f / (len(gold) * (len(gold) - 1) / 2)
    return precision, recall, 2 * both / (g + f), (both - chance) / ((g + f) / 2 - chance)


def quality(corpus: Path) -> None:
    """All figures of the targets but speed."""
    dedup_pairs.labelled(corpus)
    dedup_pairs.same_event(corpus)
    dedup_pairs.renewed(corpus)
    edited(corpus)
    forms(corpus)


def edited(corpus: Path) -> None:
    rows = edit_set(corpus)
    texts, gold = [row["text"] for row in rows], [row["origin"] for row in rows]
    print(f"\nEdits of known texts ({len(rows)}); target F1/ARI >= .98, every kind >= .95, rewrite_20 >= .85")
    start = time.perf_counter()
    found = related(texts)
    print(f"  loaded in {time.perf_counter() - start:.0f} s")
    results: dict[str, Pairs] = {
        "hoptac same_article": found["same_article"],
        "hoptac same_article + rewrite": found["same_article"] | found["rewrite of its story"],
    }
    for name, pairs in {**results, **{name: way(texts) for name, way in PEERS.items()}}.items():
        report(name, rows, gold, clusters(len(rows), pairs))


def report(name: str, rows: Sequence[Mapping[str, Any]], gold: Sequence[int], found: Sequence[int]) -> None:
    precision, recall, f1, ari = pairwise(gold, found)
    print(f"  {name:38} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ARI {ari:.3f}")
    sizes = Counter(found)
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    for row in rows:
        kind, number = row["kind"], row["id"]
        if kind.startswith("neg_"):
            hits[kind].append(sizes[found[number]] > 1)
        elif row["origin"] != number:
            hits[kind].append(found[number] == found[row["origin"]])
    shares = {kind: sum(ones) / len(ones) for kind, ones in hits.items()}
    missed = ", ".join(f"{kind} {share:.2f}" for kind, share in shares.items() if share < 0.995 and kind[:4] != "neg_")
    merged = ", ".join(f"{kind[4:]} {share:.3f}" for kind, share in shares.items() if kind[:4] == "neg_")
    print(f"    kinds under .995: {missed or 'none'}; twins merged: {merged}")


def edit_set(corpus: Path) -> list[dict[str, Any]]:
    """The corpus's own edit generator over its base articles, seed 1: as its build_set.py makes it."""
    perturb = tool(corpus, "perturb")
    base = set(json.loads((corpus / "bench" / "dedup-dev" / "perturbation_base_ids.json").read_text("utf-8")))
    articles = [row for row in dev_articles(corpus) if row["id"] in base]
    chance = random.Random(1)  # noqa: S311
    titles = [perturb.split(row["text"])[0] for row in articles]
    sentences = [s for row in articles for s in perturb.split(row["text"])[1] if 40 < len(s) < 400]
    words = [word for s in chance.sample(sentences, min(2000, len(sentences))) for word in s.split()]
    rows: list[dict[str, Any]] = []

    def add(kind: str, origin: int | None, text: str) -> int:
        rows.append({"id": len(rows), "kind": kind, "origin": len(rows) if origin is None else origin, "text": text})
        return len(rows) - 1

    for row in articles:
        start = add("base", None, row["text"])
        for kind, text in perturb.variants(row["text"], titles, sentences, words, chance):
            add(kind, start, text)
        if len(set(re.findall(r"\d+(?:[.,/:-]\d+)*", row["text"]))) >= 6:
            add("neg_numbers", None, perturb.swap_numbers(row["text"], chance))
    for text in perturb.bulletins(150, chance):
        add("neg_bulletin", None, text)
    return rows


def forms(corpus: Path) -> None:
    """Whether one text in another Unicode form, tone placement or typography is exactly the same text."""
    back = {"hòa": "hoà", "thúy": "thuý", "khỏe": "khoẻ", "hóa": "hoá", "tỏa": "toả", "tùy": "tuỳ", "họa": "hoạ"}
    edits: dict[str, Callable[[str], str]] = {
        "NFC -> NFD": lambda text: unicodedata.normalize("NFD", text),
        "NFC -> NFKD": lambda text: unicodedata.normalize("NFKD", text),
        "tone placement": lambda text: re.sub("|".join(back), lambda found: back[found.group()], text),
        "quotes": lambda text: text.translate(str.maketrans({'"': "”", "'": "’", "“": "«", "”": "»"})),
        "dashes": lambda text: re.sub(r"\s[-–—]\s", " — ", text),
        "spaces": lambda text: text.replace(" ", "\u00a0 "),
        "capitals": lambda text: text.upper().lower(),
    }
    texts = [unicodedata.normalize("NFC", row["text"]) for row in dev_articles(corpus)]
    print(f"\nThe same text in another form ({len(texts)}); target 1.00")
    for name, edit in edits.items():
        same = sum(content_hash(edit(text)) == content_hash(text) for text in texts)
        print(f"  {name:18} {same / len(texts):.3f}")


def speed(corpus: Path) -> None:
    """Milliseconds for one article of 4 kB on one core."""
    texts = [row["text"] for row in dev_articles(corpus)]
    size = sum(len(text.encode()) for text in texts) / 4000
    best = min(seconds(lambda: [sample(shingles(tokens(text))) for text in texts]) for _ in range(5))
    print(f"\nTokens and sampled shingles: {best / size * 1000:.3f} ms for 4 kB; target <= 0.5 ms")


def seconds(work: Callable[[], object]) -> float:
    """Processor time: other work on the machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def tool(corpus: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, corpus / "bench" / "dedup-tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    wanted = sys.argv[1:] or ["quality", "speed", "scale"]
    corpus = corpus_dir()
    if corpus is None:
        print(WHY_NOT)
    else:
        for name, work in (("quality", quality), ("speed", speed)):
            if name in wanted:
                work(corpus)
    if "scale" in wanted:
        dedup_scale.show([int(one) for one in wanted if one.isdigit()] or [10_000, 100_000])


if __name__ == "__main__":
    main()

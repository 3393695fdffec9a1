"""Pages with gold -> printed figures of the HTML reader: body F1, fields, cost against the bare parse.

    python -m tests.bench.extract FOLDER [--worst N] [--no-speed]

FOLDER holds `gold.jsonl` and the gzipped pages it names. The body measure is that of
article-extraction-benchmark: bags of 4-word shingles, the F1 of mean precision and mean recall, pages
without output left out of the mean precision. "leaked" counts the segments that must not be in the text.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from parsers import Article, ParseError, parse_html
from parsers.textnorm import words

Row = dict[str, Any]
_WORD = re.compile(r"\w+")


@dataclass
class Scores:
    """The figures of one folder."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    title: list[bool] = field(default_factory=list)
    author: list[bool] = field(default_factory=list)
    date: list[bool] = field(default_factory=list)
    leaked: int = 0
    missed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    worst: list[tuple[float, str, str]] = field(default_factory=list)


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Return the bag of word shingles of `text`."""
    found = _WORD.findall(text)
    if len(found) < size:
        return Counter([tuple(found)] if found else [])
    return Counter(zip(*(found[start:] for start in range(size)), strict=False))


def overlap(gold: str, text: str) -> tuple[float, float]:
    """Return precision and recall of `text` against `gold`."""
    one, two = shingles(gold), shingles(text)
    common = (one & two).total()
    return common / (two.total() or 1), common / (one.total() or 1)


def harmonic(precision: float, recall: float) -> float:
    """Return F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def accepted(row: Row) -> list[str]:
    """Return the bodies that count as right: optional paragraphs may be in or out."""
    paragraphs, optional = row.get("paras"), row.get("optional") or []
    if not paragraphs or not optional:
        return [row.get("text") or ""]
    few = len(optional) <= 4
    drops = (
        [set(c) for n in range(len(optional) + 1) for c in itertools.combinations(optional, n)]
        if few
        else [set(), set(optional)]
    )
    return ["\n\n".join(p for i, p in enumerate(paragraphs) if i not in gone) for gone in drops]


def read(row: Row, html: bytes) -> tuple[Article | None, str]:
    """Return the article or the reason why there is none."""
    try:
        return parse_html(html, row.get("url") or ""), ""
    except ParseError as error:
        return None, str(error.reason)


def score(pages: list[tuple[Row, bytes]]) -> Scores:
    """Return the quality figures of all pages."""
    scores = Scores()
    for row, html in pages:
        article, reason = read(row, html)
        scores.refused.update([reason] if reason else [])
        _score_body(scores, row, article.text if article else "", reason)
        _score_fields(scores, row, article)
    return scores


def _score_body(scores: Scores, row: Row, text: str, reason: str) -> None:
    if not row.get("text"):
        return
    best = max((overlap(gold, text) for gold in accepted(row)), key=lambda pair: harmonic(*pair))
    scores.recall.append(best[1])
    if text:
        scores.precision.append(best[0])
    scores.exact.append(any(_WORD.findall(gold) == _WORD.findall(text) for gold in accepted(row)))
    flat = " ".join(text.split())
    scores.leaked += sum(" ".join(part.split()) in flat for part in row.get("without") or ())
    scores.missed += sum(" ".join(part.split()) not in flat for part in row.get("with") or ())
    scores.worst.append((harmonic(*best), row["id"], f"P {best[0]:.2f} R {best[1]:.2f} {reason}"))


def _score_fields(scores: Scores, row: Row, article: Article | None) -> None:
    if row.get("title"):
        gold, title = words(row["title"]), words(article.title or "") if article else []
        scores.title.append(gold == title)
    if row.get("authors"):
        named = {tuple(words(name)) for name in row["authors"]}
        found = article.authors if article else ()
        scores.author.append(named == {tuple(words(name)) for name in found})
    if row.get("date"):
        at = article.published_at if article else None
        scores.date.append(at is not None and at.isoformat()[:10] == row["date"][:10])


def speed(pages: list[tuple[Row, bytes]], rounds: int = 3) -> tuple[float, float]:
    """Return milliseconds per page of the bare parse and of the reader, best of `rounds`, interleaved."""
    bare = [float("inf")] * len(pages)
    whole = list(bare)
    for _ in range(rounds):
        for index, (row, html) in enumerate(pages):
            start = time.process_time()
            LexborHTMLParser(html.decode("utf-8", "replace"))
            middle = time.process_time()
            read(row, html)
            end = time.process_time()
            bare[index] = min(bare[index], middle - start)
            whole[index] = min(whole[index], end - middle)
    return 1000 * statistics.fmean(bare), 1000 * statistics.fmean(whole)


def main() -> None:
    """Print the figures of the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="print the N pages with the lowest F1")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    for folder in options.folders:
        rows = map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
        pages = [(row, gzip.decompress((folder / row["html"]).read_bytes())) for row in rows]
        report(folder.name, score(pages), options.worst)
        if not options.no_speed:
            bare, whole = speed(pages)
            print(f"  {whole:.2f} ms per page, {whole / bare:.1f} times the bare parse ({bare:.2f} ms)")


def report(name: str, scores: Scores, worst: int) -> None:
    """Print one folder's quality."""
    precision, recall = _mean(scores.precision), _mean(scores.recall)
    print(
        f"{name}: {len(scores.recall)} pages, F1 {harmonic(precision, recall):.4f} P {precision:.4f} R {recall:.4f}"
        f" exact {_mean(scores.exact):.3f} leaked {scores.leaked} missed {scores.missed}"
    )
    print(
        f"  title {_mean(scores.title):.3f} ({len(scores.title)})"
        f" author {_mean(scores.author):.3f} ({len(scores.author)})"
        f" date {_mean(scores.date):.3f} ({len(scores.date)}) refused {dict(scores.refused)}"
    )
    for f1, page, note in sorted(scores.worst)[:worst]:
        print(f"    {f1:.3f} {page} {note}")


def _mean(values: list[float] | list[bool]) -> float:
    return statistics.fmean(values) if values else float("nan")


if __name__ == "__main__":
    main()

"""Article and gold row -> figures: body F1 by shingles, words and segments, exact texts, fields.

The body measure is that of article-extraction-benchmark: bags of 4-word shingles, the F1 of mean precision and mean
recall, pages without output left out of the mean precision. Words: the mean F1 of bags of words (WCXB). Segments:
those that must and must not be in the text, counted over all pages (trafilatura's evaluation).
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.textnorm import words

Row = dict[str, Any]
Output = dict[str, Any]  # text, title, authors, date, refused
Extractor = Callable[[bytes, str], Output]
_WORD = re.compile(r"\w+")
GOLDEN = Path(__file__).parents[1] / "golden"


@dataclass
class Scores:
    """The figures of one folder, page by page."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    title: list[bool] = field(default_factory=list)
    author: list[bool] = field(default_factory=list)
    date: list[bool] = field(default_factory=list)
    segments: Counter[str] = field(default_factory=Counter)  # found, leaked, missed
    refused: Counter[str] = field(default_factory=Counter)
    worst: list[tuple[float, str, str]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the figures that there is gold for, rounded to four places."""
        precision, recall = _mean(self.precision), _mean(self.recall)
        found, leaked, missed = (self.segments[name] for name in ("found", "leaked", "missed"))
        given = {
            "f1": harmonic(precision, recall) if self.recall else None,
            "precision": precision if self.precision else None,
            "recall": recall if self.recall else None,
            "words": _mean(self.words) if self.words else None,
            "exact": _mean(self.exact) if self.exact else None,
            "segments": 2 * found / (2 * found + leaked + missed) if found + missed else None,
            "leaked": float(leaked) if self.segments else None,
            "title": _mean(self.title) if self.title else None,
            "author": _mean(self.author) if self.author else None,
            "date": _mean(self.date) if self.date else None,
        }
        return {name: round(value, 4) for name, value in given.items() if value is not None}


def load(folder: Path) -> list[tuple[Row, bytes]]:
    """Return the rows of `gold.jsonl` in `folder` with their pages; our own golden pages have a layout of their own."""
    if folder.resolve() == GOLDEN:
        return [(_golden(page), page.read_bytes()) for page in sorted(folder.glob("*/*.html")) if _golden(page)]
    rows = map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    return [(row, gzip.decompress((folder / row["html"]).read_bytes())) for row in rows]


def _golden(page: Path) -> Row:
    """The gold row of one of our pages; empty for a page that must be refused."""
    said = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    if "reject" in said:
        return {}
    row = {"id": page.stem, "url": said["url"], "text": "\n\n".join(said["paragraphs"]), "title": said["title"]}
    return row | {"authors": said["authors"], "date": said["published_at"] or "", "without": said.get("absent", [])}


def score(pages: Iterable[tuple[Row, bytes]], extract: Extractor) -> Scores:
    """Return the quality figures of all pages."""
    scores = Scores()
    for row, html in pages:
        output = extract(html, row.get("url") or "")
        scores.refused.update([output["refused"]] if output.get("refused") else [])
        _score_body(scores, row, output.get("text") or "", output.get("refused") or "")
        _score_segments(scores, row, output.get("text") or "")
        _score_fields(scores, row, output)
    return scores


def harmonic(precision: float, recall: float) -> float:
    """Return F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _score_body(scores: Scores, row: Row, text: str, reason: str) -> None:
    if not row.get("text"):
        return
    golds = _accepted(row)
    best = max((_overlap(_shingles(gold), _shingles(text)) for gold in golds), key=lambda pair: harmonic(*pair))
    scores.recall.append(best[1])
    if text:
        scores.precision.append(best[0])
    scores.words.append(max(harmonic(*_overlap(_bag(gold), _bag(text))) for gold in golds))
    scores.exact.append(any(_WORD.findall(gold) == _WORD.findall(text) for gold in golds))
    scores.worst.append((harmonic(*best), row["id"], f"P {best[0]:.2f} R {best[1]:.2f} {reason}"))


def _score_segments(scores: Scores, row: Row, text: str) -> None:
    if not (row.get("with") or row.get("without")):
        return
    flat = " ".join(text.split())
    found = [" ".join(part.split()) in flat for part in row.get("with") or ()]
    leaked = [" ".join(part.split()) in flat for part in row.get("without") or ()]
    scores.segments.update(found=sum(found), missed=len(found) - sum(found), leaked=sum(leaked))
    if not row.get("text"):
        scores.worst.append((-sum(leaked) - len(found) + sum(found), row["id"], f"leaked {sum(leaked)}"))


def _score_fields(scores: Scores, row: Row, output: Output) -> None:
    if row.get("title"):
        scores.title.append(words(row["title"]) == words(output.get("title") or ""))
    if row.get("authors"):
        named = {tuple(words(name)) for name in row["authors"]}
        scores.author.append(named == {tuple(words(name)) for name in output.get("authors") or ()})
    if row.get("date"):
        scores.date.append((output.get("date") or "")[:10] == row["date"][:10])


def _accepted(row: Row) -> list[str]:
    """The bodies that count as right: optional paragraphs may be in or out."""
    paragraphs, optional = row.get("paras"), row.get("optional") or []
    if not paragraphs or not optional:
        return [row.get("text") or ""]
    sizes = range(len(optional) + 1) if len(optional) <= 4 else (0, len(optional))
    drops = [set(chosen) for size in sizes for chosen in itertools.combinations(optional, size)]
    return ["\n\n".join(p for i, p in enumerate(paragraphs) if i not in gone) for gone in drops]


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    found = _WORD.findall(text)
    if len(found) < size:
        return Counter([tuple(found)] if found else [])
    return Counter(zip(*(found[start:] for start in range(size)), strict=False))


def _bag(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _overlap(one: Counter[Any], two: Counter[Any]) -> tuple[float, float]:
    """Precision and recall of the second bag against the first."""
    common = (one & two).total()
    return common / (two.total() or 1), common / (one.total() or 1)


def _mean(values: list[float] | list[bool]) -> float:
    return statistics.fmean(values) if values else 0.0

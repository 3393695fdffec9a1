"""Files of invented news with what a reader finds in them -> stories, and how much of it the rules find."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from parsers.meaning import read_meaning
from parsers.model import Agreement, Article
from parsers.party_names import names, party_name
from parsers.topics import score

PUBLISHED = datetime(2026, 5, 20, 9, tzinfo=UTC)
NOT_TOLD, ANYTHING = "-", "*"
FIELDS = ("type", "stage", "home", "foreign", "countries", "signed_on", "amount")
PLACES = {name: place for place, name in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True)
class Told:
    """A story and the agreements a reader finds in it, each a cell by field."""

    article: Article
    expected: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Tally:
    """Agreements found of those expected, and of the found ones the right fields of those judged."""

    hit: int = 0
    made: int = 0
    expected: int = 0
    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    relevant: int = 0  # of the stories that tell an agreement
    telling: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hit / max(self.made, 1)

    @property
    def recall(self) -> float:
        return self.hit / max(self.expected, 1)

    def share(self, name: str) -> float:
        """Of the judged cells of a field the right ones."""
        return self.right[name] / max(self.judged[name], 1)


def read_told(path: Path) -> list[Told]:
    """The stories of a file: "vi: title", paragraphs, and a line after ">" for each agreement."""
    blocks = [block.splitlines() for block in path.read_text("utf-8").split("\n\n")]
    return [_story([line for line in block if not line.startswith("#")]) for block in blocks if _holds_story(block)]


def _holds_story(block: Sequence[str]) -> bool:
    return any(not line.startswith("#") for line in block)


def _story(lines: Sequence[str]) -> Told:
    language, title = lines[0].split(": ", 1)
    body = tuple(line for line in lines[1:] if not line.startswith(">"))
    article = Article(url="https://told.invalid/", language=language, title=title, paragraphs=body,
                      published_at=PUBLISHED)  # fmt: skip
    return Told(article, tuple(_cells(line) for line in lines[1:] if line.startswith(">")))


def _cells(line: str) -> tuple[str, ...]:
    kinds, *rest = (cell.strip() for cell in line[1:].split(" | "))
    return (*kinds.split(" "), *rest)


def tally(stories: Sequence[Told]) -> Tally:
    """Read every story and count."""
    counts = Tally()
    for story in stories:
        relevance = score(story.article)
        found = list(read_meaning(story.article, relevance).agreements)
        counts.made += len(found)
        counts.expected += len(story.expected)
        counts.telling += bool(story.expected)
        counts.relevant += bool(story.expected) and relevance.topic == "relevant"
        for cells in story.expected:
            best = max(found, key=lambda one: len(_right(cells, one)), default=None)
            if best is None or not _is_it(cells, best):
                counts.faults.append(f"missed {' | '.join(cells)} ({story.article.title})")
                continue
            found.remove(best)
            _count(counts, cells, best)
        counts.faults += [f"wrong {one.type} {one.stage} {one.sentence[:120]}" for one in found]
    return counts


def _count(counts: Tally, cells: Sequence[str], one: Agreement) -> None:
    counts.hit += 1
    right = _right(cells, one)
    for name in FIELDS:
        if cells[PLACES[name]] == ANYTHING:
            continue
        counts.judged[name] += 1
        counts.right[name] += name in right
        if name not in right:
            counts.faults.append(f"{name}: {_got(name, one)!r}, not {cells[PLACES[name]]!r}: {one.sentence[:90]}")


def _is_it(cells: Sequence[str], one: Agreement) -> bool:
    """Whether a party or a country agrees, or nothing of both is told."""
    named = [name for name in ("home", "foreign", "countries") if cells[PLACES[name]] not in {NOT_TOLD, ANYTHING}]
    return not named or any(name in named for name in _right(cells, one))


def _right(cells: Sequence[str], one: Agreement) -> list[str]:
    return [name for name in FIELDS if cells[PLACES[name]] != ANYTHING and _agrees(name, cells[PLACES[name]], one)]


def _agrees(name: str, cell: str, one: Agreement) -> bool:
    if name in {"home", "foreign"}:
        return _same_party(cell, one.vietnamese_party if name == "home" else one.foreign_party)
    got = _got(name, one)
    if name == "amount" and NOT_TOLD not in {cell, got}:
        (value, unit), (other, code) = cell.split(), str(got).split()
        return unit == code and abs(float(value) - float(other)) <= 0.001 * float(value)
    return got in cell.split("|")


def _got(name: str, one: Agreement) -> str | None:
    """What was found, as the cell of a file says it."""
    length = {"month": 7, "year": 4}.get(one.signed_precision or "day", 10)
    found = {
        "type": one.type,
        "stage": one.stage,
        "home": one.vietnamese_party,
        "foreign": one.foreign_party,
        "countries": ",".join(one.countries) or NOT_TOLD,
        "signed_on": str(one.signed_on)[:length] if one.signed_on else NOT_TOLD,
        "amount": f"{one.amount:g} {one.currency}" if one.amount else NOT_TOLD,
    }
    return found[name]


def _same_party(cell: str, got: str | None) -> bool:
    if cell == NOT_TOLD:
        return True  # whom a reader would put there is not asked
    return got is not None and any(_one_body(one, other) for one in names(cell) for other in names(got))


def _one_body(one: str, other: str) -> bool:
    return _folded(one) == _folded(other) or party_name(one).is_same(party_name(other))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().removeprefix("the ")


def lines_of(counts: Tally) -> Iterator[str]:
    """What a tally says, a line for each measure."""
    yield f"agreements: {counts.hit} right of {counts.made} found, P {counts.precision:.3f}"
    yield f"agreements: {counts.hit} found of {counts.expected} told, R {counts.recall:.3f}"
    yield "fields: " + ", ".join(f"{name} {counts.share(name):.3f} of {counts.judged[name]}" for name in FIELDS)
    yield f"relevant: {counts.relevant} of {counts.telling} stories that tell one"

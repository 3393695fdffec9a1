"""Names -> a finder of all of them at once; text -> where they stand, the longest name at each place.

A name is matched word by word, so that commas, hyphens and brackets between its words need not agree. Spellings that
differ only in the place of a tone mark (hoà, hòa) are one.
"""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Entry = TypeVar("Entry")

_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = re.compile(rf"(?<![qQ])(?:{'|'.join(_TONES)})\b")
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \xa0,.\-–—&/'’()]{1,3}")
_MOST_INITIALS = 6  # letters: a name of one word in capitals up to here is an abbreviation, matched as printed


class Word(NamedTuple):
    """A word of a text and where it stands."""

    text: str  # as printed
    lower: str
    start: int
    end: int


class Row(NamedTuple):
    """A line of a data file: its cells by column, and its number for messages."""

    line: int
    cells: dict[str, str]


def one_spelling(text: str) -> str:
    """Return the text, as long as before, with tone marks on the first vowel (thuý -> thúy)."""
    return _TONE.sub(lambda hit: _TONES[hit.group()], text)


def split_words(text: str) -> list[Word]:
    """Return the words of a text in `one_spelling`, in order."""
    return [Word(hit.group(), hit.group().lower(), *hit.span()) for hit in _WORD.finditer(text)]


def read_rows(name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the lines of a CSV file of this package; raises ValueError that names file and line if cells are wrong."""
    with files(__package__).joinpath(name).open(encoding="utf-8") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != columns:
            raise ValueError(f"parsers/{name}, line 1: the columns must be {','.join(columns)}")
        for cells in reader:
            if None in cells or None in cells.values():
                raise ValueError(f"parsers/{name}, line {reader.line_num}: a line needs {len(columns)} cells")
            yield Row(reader.line_num, {key: value.strip() for key, value in cells.items()})


def split_names(cell: str) -> list[str]:
    """Return the names of a cell, which `|` separates."""
    return [name.strip() for name in cell.split("|") if name.strip()]


class Gazetteer(Generic[Entry]):
    """Names with what they stand for. Where `proper`, they match only if a word of them starts with a capital."""

    def __init__(self, names: Iterable[tuple[str, Entry]], *, proper: bool = True) -> None:
        self._proper = proper
        found: dict[str, list[tuple[tuple[str, ...], str, Entry]]] = {}
        for name, entry in names:
            words = split_words(one_spelling(name))
            printed = name if len(words) == 1 and len(name) <= _MOST_INITIALS and name.isupper() else ""
            found.setdefault(words[0].lower, []).append((tuple(word.lower for word in words), printed, entry))
        self._names = {first: tuple(sorted(rest, key=lambda n: -len(n[0]))) for first, rest in found.items()}

    def find(self, text: str, words: list[Word]) -> list[tuple[int, int, Entry]]:
        """Return index of the first word, index after the last word, and entry of every name; none overlap."""
        found: list[tuple[int, int, Entry]] = []
        names, proper, at = self._names, self._proper, 0
        for index, word in enumerate(words):
            if (
                index >= at
                and (forms := names.get(word.lower))
                and (hit := _longest(forms, text, words, index, proper))
            ):
                found.append((index, hit[0], hit[1]))
                at = hit[0]
        return found


def _longest(
    forms: tuple[tuple[tuple[str, ...], str, Entry], ...], text: str, words: list[Word], index: int, proper: bool
) -> tuple[int, Entry] | None:
    for lower, printed, entry in forms:
        end = index + len(lower)
        span = words[index:end]
        if len(span) < len(lower) or any(word.lower != want for word, want in zip(span, lower, strict=True)):
            continue
        if printed and span[0].text != printed:
            continue
        if (not proper or any(word.text[0].isupper() for word in span)) and _joined(text, span):
            return end, entry
    return None


def _joined(text: str, span: list[Word]) -> bool:
    """Whether nothing but a blank and light punctuation stands between the words."""
    return all(_GAP.fullmatch(text, a.end, b.start) for a, b in zip(span, span[1:], strict=False))

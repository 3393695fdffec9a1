"""Names -> a finder of all of them at once; text -> where they stand, the longest name at each place.

A name is matched word by word, so that commas, hyphens and brackets between its words need not agree. Spellings that
differ only in the place of a tone mark (hoà, hòa) are one.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

Entry = TypeVar("Entry")
# By the next word: how names go on; under `_ENTRY` what the name that ends here stands for.
_Branch = dict[str, Any]
_ENTRY = ""

_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = re.compile(r"[ou][àáảãạèéẻẽẹỳýỷỹỵ](?<![qQ]..)\b")  # the letters come first: that is faster than to look behind
_WORD = re.compile(r"([^\W_]++)")
_GAP = re.compile(r"[ \xa0,.\-–—&/'’()]{1,3}")
_MOST_INITIALS = 6  # letters: a name of one word in capitals up to here is an abbreviation, matched as printed


class Words:
    """The words of a text in order, in parallel lists: their letters as printed and in lower case, and their places."""

    __slots__ = ("_gaps", "ends", "lower", "printed", "starts", "text")

    def __init__(self, text: str) -> None:
        pieces = _WORD.split(text)  # what is between the words, and the words, in turns
        places = list(accumulate(map(len, pieces)))
        self.text = text
        self.printed = pieces[1::2]
        self.lower = list(map(str.lower, self.printed))
        self._gaps = pieces[2::2]  # the last one is what follows the last word
        self.starts, self.ends = places[0:-1:2], places[1::2]

    def __len__(self) -> int:
        return len(self.printed)

    def gap(self, index: int) -> str:
        """What is printed between a word and the next one."""
        return self._gaps[index]

    def places(self, wanted: Container[str]) -> Iterator[int]:
        """The places of the words that in lower case are wanted ones, in order; without a loop in Python."""
        return compress(range(len(self.lower)), map(wanted.__contains__, self.lower))

    def is_name_like(self, first: int, last: int) -> bool:
        """Whether one of the words from `first` up to before `last` starts with a capital or is a number."""
        printed = self.printed[first:last]
        return printed[0][0].isupper() or any(word[0].isupper() or word[0].isdigit() for word in printed)

    def is_joined(self, index: int) -> bool:
        """Whether nothing but a blank and light punctuation stands between a word and the one before it."""
        gap = self._gaps[index - 1]
        return gap == " " or bool(_GAP.fullmatch(gap))


class Row(NamedTuple):
    """A line of a data file: its cells by column, and its number for messages."""

    line: int
    cells: dict[str, str]


def one_spelling(text: str) -> str:
    """Return the text, as long as before, with tone marks on the first vowel (thuý -> thúy)."""
    return _TONE.sub(lambda hit: _TONES.get(hit.group(), hit.group()), text)


@lru_cache(maxsize=8)  # an article is read for its mentions, then for its agreements
def read_words(text: str) -> Words:
    """Return the words of a text in `one_spelling`; places count in the text as it is."""
    return Words(one_spelling(text))


def lower_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in the form in which names are compared."""
    return tuple(Words(one_spelling(name)).lower)


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
        singles: dict[str, tuple[str, Entry]] = {}
        longer: _Branch = {}
        for name, entry in names:
            first, *rest = lower_words(name)
            if rest:
                branch = longer.setdefault(first, {})
                for word in rest:
                    branch = branch.setdefault(word, {})
                branch.setdefault(_ENTRY, entry)
            else:
                printed = name if len(name) <= _MOST_INITIALS and name.isupper() else ""
                if not printed or first not in singles:  # "Gavi" beside "GAVI": any capital will do
                    singles[first] = (printed, entry)
        # By the first word: what goes on from there, and the name that is this word alone.
        self._starts = {first: (longer.get(first), singles.get(first)) for first in longer.keys() | singles.keys()}

    def find(self, words: Words) -> list[tuple[int, int, Entry]]:
        """Return index of the first word, index after the last word, and entry of every name; none overlap."""
        found: list[tuple[int, int, Entry]] = []
        starts, lower, free, count = self._starts, words.lower, 0, len(words)
        hit: tuple[int, int, Entry] | None
        for index in words.places(starts):
            if index < free:
                continue
            branch, single = starts[lower[index]]
            hit, end = None, index + 1
            while branch and end < count and (branch := branch.get(lower[end])) and words.is_joined(end):
                end += 1
                if _ENTRY in branch:
                    hit = index, end, branch[_ENTRY]
            if hit and (not self._proper or words.is_name_like(index, hit[1])):
                found.append(hit)
                free = hit[1]
            elif single and self._is_meant(words.printed[index], single[0]):
                found.append((index, index + 1, single[1]))
        return found

    def _is_meant(self, word: str, printed: str) -> bool:
        """Whether a word can be a name alone: as printed, or if any case will do, with a capital where one is due."""
        return word == printed or (not printed and (not self._proper or word[0].isupper()))

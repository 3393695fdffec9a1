"""Words of a text -> the districts, communes and provinces with a Vietnamese name in it, by their form."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from parsers.countries import is_vietnamese_word
from parsers.sentences import CAPITALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.gazetteer import Words


class Area(NamedTuple):
    """A place as printed, "huyện Mường Khà", and its name alone. `text[start:end]` is what was printed."""

    printed: str
    name: str
    start: int
    end: int


_LISTS: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("areas.toml").read_text(encoding="utf-8"))
_BEFORE = "|".join(sorted(map(re.escape, _LISTS["before"]), key=len, reverse=True))
_NAMED = re.compile(rf"(?i:{_BEFORE})\.? (?P<name>[{CAPITALS}][^\W\d_]+(?:[ -][{CAPITALS}][^\W\d_]+){{0,2}})")
_NAME_BEFORE = re.compile(r"(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}) $")
_BEHIND = frozenset(_LISTS["behind"])
_KEYS = frozenset(name.split()[0] for name in _LISTS["before"]) | {name.lower() for name in _BEHIND}
_LONGEST = 40  # characters of a name


def find_areas(words: Words) -> Iterator[Area]:
    """Yield the places in order; whether another country owns one, the text around it must tell."""
    text = words.text
    for at in [at for at, word in enumerate(words.lower) if word in _KEYS]:
        start, end = words.starts[at], words.ends[at]
        if words.printed[at] in _BEHIND:
            hit = _NAME_BEFORE.search(text, max(0, start - _LONGEST), start)
            start = hit.start() if hit else start
        else:
            hit = _NAMED.match(text, start)
            end = hit.end() if hit else end
        if hit and all(map(is_vietnamese_word, hit["name"].split())):
            yield Area(text[start:end], hit["name"], start, end)

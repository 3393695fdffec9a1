"""cues.toml -> CUES, the frozen list of all cues; a group says whether a line is one of its own."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from parsers.textnorm import clean, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_BULLETS, _COLONS = " -–—•·*#>»›▪■►+|", " :|»›>"


class _Form(NamedTuple):
    """One line in the forms that cues are compared with."""

    text: str
    lower: str
    bare: str  # without bullet and colon
    folded: str


@lru_cache(maxsize=1024)  # every group asks for the same line, one after the other
def _form(line: str) -> _Form:
    text = clean(line)
    lower = text.casefold()
    return _Form(text, lower, lower.lstrip(_BULLETS).rstrip(_COLONS), fold(text))


@dataclass(frozen=True)
class Group:
    """The cues of one kind. See the head of cues.toml for what each table means."""

    lines: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    words: tuple[str, ...] = ()  # folded, longest first
    printed: tuple[str, ...] = ()  # the same words as written
    longest: int = 80

    def matches(self, line: str) -> bool:
        """Say whether the whole of `line` is a cue of this group."""
        if len(line) > 4 * self.longest:
            return False
        form = _form(line)
        if len(form.text) > self.longest:
            return False
        if form.lower in self.lines or form.bare in self.lines:
            return True
        if form.lower[:1] in self._starts and form.lower.startswith(self.prefixes):
            return True
        return bool(self.pattern and self.pattern.fullmatch(form.folded))

    def names(self, line: str) -> bool:
        """Say whether the line, without bullet and colon, is word for word one of the group's lines."""
        form = _form(line)
        return form.lower in self.lines or form.bare in self.lines

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset(prefix[:1] for prefix in self.prefixes)

    @cached_property
    def spelled(self) -> str:
        """The words with their diacritics, in lower case, as one alternative of a regular expression."""
        return "|".join(re.escape(word) for word in sorted(map(str.lower, self.printed), key=len, reverse=True))

    @cached_property
    def alternatives(self) -> str:
        """The words as one alternative of a regular expression on folded text, longest first."""
        return "|".join(re.escape(word) for word in self.words)


@dataclass(frozen=True)
class Cues:
    """All cues by kind."""

    related: Group
    list: Group
    comments: Group
    wall: Group
    tail: Group
    offices: Group
    share: Group
    furniture: Group
    tools: Group
    tags: Group
    source: Group
    date: Group
    signoff: Group
    abbreviations: Group
    openers: Group
    crumbs: Group
    speech: Group
    act: Group
    caption: Mapping[str, Group]
    byline: Mapping[str, Group]
    page: Group  # whatever is of the page: asked first, as hardly any line is
    error: re.Pattern[str]  # somewhere in the lower-case title or opening of an error page
    number: re.Pattern[str]  # " - Ảnh 1." at the end of a folded line
    dateline: re.Pattern[str]


def _words(words: list[str]) -> Group:
    """A group that is only vocabulary."""
    ordered = tuple(sorted((fold(word) for word in words), key=len, reverse=True))
    return Group(words=ordered, printed=tuple(words))


def _group(table: Mapping[str, Any]) -> Group:
    base = _words(table.get("words", []))
    patterns = table.get("patterns", [])
    return Group(
        lines=frozenset(clean(line).casefold().rstrip(":") for line in table.get("lines", [])),
        prefixes=tuple(clean(prefix).casefold() for prefix in table.get("prefixes", [])),
        pattern=re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None,
        words=base.words,
        printed=base.printed,
        longest=table.get("longest", 80),
    )


def _joined(groups: list[Group]) -> Group:
    """A group that matches what any of `groups` matches, and perhaps more: no line but its length may differ."""
    patterns = [group.pattern.pattern for group in groups if group.pattern]
    return Group(
        lines=frozenset().union(*(group.lines for group in groups)),
        prefixes=tuple(prefix for group in groups for prefix in group.prefixes),
        pattern=re.compile("|".join(patterns)),
        longest=max(group.longest for group in groups),
    )


def _load(text: str) -> Cues:
    tables = tomllib.loads(text)
    caption, byline = tables.pop("caption"), tables.pop("byline")
    error, dateline = tables.pop("error")["patterns"], tables.pop("dateline")["patterns"]
    groups = {name: _group(table) for name, table in tables.items()}
    return Cues(
        number=re.compile(rf"(?:^|\s){caption.pop('number')}$"),
        error=re.compile("|".join(error)),
        dateline=re.compile(dateline[0]),
        caption={name: _words(words) for name, words in caption.items()},
        byline={name: _words(words) for name, words in byline.items()},
        page=_joined([groups[name] for name in ("related", "list", "comments", "wall", "share", "furniture")]),
        **groups,
    )


CUES = _load((files("parsers") / "cues.toml").read_text(encoding="utf-8"))

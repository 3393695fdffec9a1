"""Flattened text -> a sheet: its lines, each with the role it plays; lines without a role are the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parsers.lines import is_bullet
from parsers.model import Stripped
from parsers.sentences import ends_sentence
from parsers.textnorm import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]+)\]\((?:https?:|/)[^)]*\)")
_CELL = re.compile(r"\s*\|\s*$")
_RULER = re.compile(r"^[\s|:=_*~-]*$")
_VERY_LONG = 160
_LONG = 60  # characters: a shorter sentence may be a heading, a list item or a reply


@dataclass(frozen=True, slots=True)
class Line:
    """One line, clean; `image` if a picture stood on it, `cell` of a table, `caption` if known to be one."""

    text: str
    image: bool = False
    cell: bool = False
    caption: bool = False

    @property
    def is_sentence(self) -> bool:
        """It ends as a sentence does."""
        return ends_sentence(self.text)

    @property
    def is_paragraph(self) -> bool:
        """It is long and ends with a full stop, or holds several sentences: running text, no heading."""
        if len(self.text) < _LONG:
            return False
        stopped = re.search(r"[.…][\"”’')\]]*$|[\"”]$", self.text)
        return bool(stopped) or (len(self.text) > _VERY_LONG and bool(re.search(r"\w[.?!] ", self.text)))


@dataclass(slots=True)
class Sheet:
    """The lines of a page and their roles. A role is given once and names the rule that gave it."""

    lines: list[Line]
    roles: dict[int, str] = field(default_factory=dict)

    def free(self, start: int = 0, stop: int | None = None) -> Iterator[int]:
        """Yield the positions from `start` to `stop` that have no role yet."""
        for position in range(start, len(self.lines) if stop is None else stop):
            if position not in self.roles:
                yield position

    def give(self, role: str, *positions: int) -> None:
        """Give a role to the lines that have none."""
        for position in positions:
            self.roles.setdefault(position, role)

    def text(self, position: int) -> str:
        """The text of one line."""
        return self.lines[position].text

    def with_role(self, role: str) -> list[str]:
        """The texts of all lines that play `role`, in order."""
        return [self.text(at) for at in sorted(self.roles) if self.roles[at] == role and self.text(at)]

    def stripped(self) -> tuple[Stripped, ...]:
        """Every line that is not body, in order, with its role as the rule."""
        return tuple(Stripped(self.roles[at], self.text(at)) for at in sorted(self.roles) if self.text(at))

    def body(self) -> tuple[str, ...]:
        """The texts of the lines without a role."""
        return tuple(self.text(at) for at in self.free())

    def resumes(self, start: int) -> bool:
        """Say whether the article goes on from `start`: two paragraphs in a row, no title between them.

        A list of teasers has a title before each paragraph, however long its paragraphs are.
        """
        run = 0
        for at in self.free(start):
            line = self.lines[at]
            run = run + 1 if line.is_paragraph or (run and is_bullet(line.text)) else 0
            if run == 2:
                return True
        return False


def read_lines(text: str) -> list[Line]:
    """Split a text into its non-empty lines; Markdown pictures, links and table cells become plain words."""
    lines = (_read_line(raw) for raw in text.splitlines())
    return [line for line in lines if line.text or line.image]


def _read_line(raw: str) -> Line:
    image = _IMAGE.search(raw)
    words = _LINK.sub(lambda link: link["words"], _IMAGE.sub(lambda found: found["alt"], raw))
    cell = bool(_CELL.search(words)) and not raw.strip().startswith("|")
    plain = clean(_CELL.sub("", words).strip("|# \t") if cell or image else re.sub(r"^#{1,6} ", "", words))
    return Line("" if _RULER.match(plain) else plain, bool(image), cell)

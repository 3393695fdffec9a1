"""Text -> where its sentences end. What counts as an end, and as the capital behind it, is decided here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# From the letters themselves: in the blocks of Vietnamese, capitals and small letters take turns, and a range such as
# "Ạ-Ỹ" holds both.
CAPITALS = "".join(letter for letter in map(chr, range(0x41, 0x1F00)) if letter.isupper())
_CLOSING = "\"”’'»)]"
_ENDS = (*".!?…:;",)
_QUOTED = (*'"”’»',)
_FULL_STOP = re.compile(r"[.!?…][\"”’)]*$|[\"”’)]$")
_BETWEEN = re.compile(rf"(?<=[^\W{CAPITALS}][.!?…])[\"”’)]*\s+(?=[“\"‘(]?[{CAPITALS}\d])")


def ends_sentence(line: str) -> bool:
    """Say whether a line ends as a sentence or a quotation does, or announces what follows (":" or ";")."""
    line = line.removesuffix("\n")
    return line.endswith(_QUOTED) or line.rstrip(_CLOSING).endswith(_ENDS)


def is_closed(text: str) -> bool:
    """Say whether nothing can follow in the same sentence: a full stop, a closing quotation mark or bracket."""
    return bool(_FULL_STOP.search(text))


def first_sentence(text: str) -> tuple[str, str]:
    """Split off the first sentence; the rest is empty if there is only one. No initial ends one ("TS. A. Tuấn")."""
    hit = _BETWEEN.search(text)
    return (text[: hit.end()].strip(), text[hit.end() :]) if hit else (text.strip(), "")


_SMALL = "".join(letter for letter in map(chr, range(0x61, 0x1F00)) if letter.islower())
_STOP = rf"""[{_SMALL}\d)"”’%]{{2}}[.!?…]"""  # no abbreviation ends like that (TP. HCM, GS. Lan)
_OPENING = rf"""["“‘(]?[{CAPITALS}]"""
# Also without a space, which flattened pages lose; a closing quotation mark stays with its sentence. The line's end
# or the stop comes first in the pattern, before it is looked at closer: that is ten times as fast.
_LIMIT = re.compile(
    rf"""[\n.!?…](?:(?<=\n)\n*|(?<={_STOP})(?:\s*(?={_OPENING})|\s+(?=[–-]\s|\d)|["”’)]\s+(?={_OPENING})))"""
)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text starts and ends, without the blanks around it; a line's end ends one too."""
    start = 0
    for limit in (*(hit.end() for hit in _LIMIT.finditer(text)), len(text)):
        sentence = text[start:limit]
        if kept := sentence.strip():
            first = start + len(sentence) - len(sentence.lstrip())
            yield first, first + len(kept)
        start = limit

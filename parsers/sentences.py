"""Text -> where its sentences end. What counts as an end, and as the capital behind it, is decided here."""

from __future__ import annotations

import re

# From the letters themselves: in the blocks of Vietnamese, capitals and small letters take turns, and a range such as
# "Ạ-Ỹ" holds both.
CAPITALS = "".join(letter for letter in map(chr, range(0x41, 0x1F00)) if letter.isupper())
_END = re.compile(r"[.!?…:;][\"”’'»)\]]*$|[\"”’»]$")
_FULL_STOP = re.compile(r"[.!?…][\"”’)]*$|[\"”’)]$")
_BETWEEN = re.compile(rf"(?<=[^\W{CAPITALS}][.!?…])[\"”’)]*\s+(?=[“\"‘(]?[{CAPITALS}\d])")


def ends_sentence(line: str) -> bool:
    """Say whether a line ends as a sentence or a quotation does, or announces what follows (":" or ";")."""
    return bool(_END.search(line))


def is_closed(text: str) -> bool:
    """Say whether nothing can follow in the same sentence: a full stop, a closing quotation mark or bracket."""
    return bool(_FULL_STOP.search(text))


def first_sentence(text: str) -> tuple[str, str]:
    """Split off the first sentence; the rest is empty if there is only one. No initial ends one ("TS. A. Tuấn")."""
    hit = _BETWEEN.search(text)
    return (text[: hit.end()].strip(), text[hit.end() :]) if hit else (text.strip(), "")

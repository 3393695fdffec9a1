"""Blocks of a page and what its site's other pages hold -> which of the blocks are furniture.

No page shows alone what a site prints under all of them. The warehouse counts the blocks that came through
(`warehouse/furniture.py`); here stands how a block is known again, and when the knowledge is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from parsers.fingerprint import content_hash
from parsers.sentences import ends_sentence

if TYPE_CHECKING:
    from parsers.blocks import Block

Furniture = Mapping[str, frozenset[UUID]]  # site -> keys of the blocks that are furniture there
_MOST = 0.5  # share of a text that furniture can be: more is a text that was printed often
_HEADING = 60  # characters of a line that may head a part of the text ("Triệu chứng") and so return on other pages


def block_key(text: str) -> UUID:
    """Return the key of a block: case, punctuation and spacing do not count."""
    return content_hash(text)


def furniture_among(blocks: Sequence[Block], known: frozenset[UUID]) -> frozenset[int]:
    """Return the places of the blocks that are furniture; none if they were most of the text."""
    if not known:
        return frozenset()
    found = [place for place, block in enumerate(blocks) if block_key(block.text) in known]
    found = [place for place in found if not _heads_text(blocks, place, found)]
    size, total = sum(len(blocks[place].text) for place in found), sum(len(block.text) for block in blocks)
    return frozenset(found) if size <= _MOST * total else frozenset()


def _heads_text(blocks: Sequence[Block], place: int, found: Sequence[int]) -> bool:
    """Whether a block is a heading with a paragraph of this text behind it."""
    block = blocks[place]
    if len(block.text) > _HEADING or (block.kind != "h" and ends_sentence(block.text)):
        return False
    behind = next((other for other in range(place + 1, len(blocks)) if other not in found), None)
    return place > 0 and behind is not None and blocks[behind].kind != "h" and len(blocks[behind].text) > _HEADING

"""Container -> its blocks in order, each with its text and how much of it is link text.

The tree is not walked. Borders of blocks, links, cells and line breaks are written into the tree as marks
(Unicode noncharacters), one call in C returns the whole text, and the rest is string work.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parsers.sentences import ends_sentence, is_closed
from parsers.textnorm import clean
from parsers.tree import MARKS

if TYPE_CHECKING:
    from parsers.tree import Node

_BLOCK, _OPEN, _CLOSE, _BREAK, _CELL = tuple(MARKS)
_KINDS = {f"h{level}": "h" for level in range(1, 7)} | {"li": "l", "blockquote": "q", "tr": "r"}
_END = f"{_BLOCK}p"
_BORDERS = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "div", "section", "article", "main", "header",
    "ul", "ol", "dl", "dt", "dd", "table", "tr", "figure", "figcaption", "hr", "address", "center", "fieldset", "form",
    "details", "summary",
))  # fmt: skip
_RIGHT = re.compile(r"text-align:\s*right|^right$|\bright\b|author|signature", re.IGNORECASE)
_LINKS = re.compile(f"[{_OPEN}{_CLOSE}]")
_TABLES = 200
_CELL_LENGTH = 160  # characters: longer cells make a table one of layout, not of data


class Block(NamedTuple):
    """One block of text: `kind` is p, h, l (list item), q (quote), r (table row) or a (set to the right)."""

    kind: str
    text: str
    linked: int  # characters that are link text

    @property
    def density(self) -> float:
        """The share of link text, 0 to 1."""
        return self.linked / (len(self.text) or 1)


def blocks_of(container: Node) -> list[Block]:
    """Return the blocks of `container` in document order; writes marks into the tree, so call it last."""
    within = _mark_tables(container)
    for node in container.css("*"):
        tag = node.tag
        if tag == "a":
            node.insert_before(_OPEN)
            node.insert_after(_CLOSE)
        elif tag == "br":
            node.insert_before(_BREAK)
        elif tag in _BORDERS and node.mem_id not in within:
            node.insert_before(_BLOCK + _kind(node, tag))
            node.insert_after(_END)
    return list(_split(container.text_lexbor()))


def _kind(node: Node, tag: str) -> str:
    if tag == "p":
        values = node.attributes
        said = f"{values.get('style') or ''} {values.get('align') or ''} {values.get('class') or ''}"
        return "a" if _RIGHT.search(said) else "p"
    return _KINDS.get(tag, "p")


def _mark_tables(container: Node) -> set[int]:
    """Mark the cells of data tables; return the nodes inside cells, whose borders do not count."""
    within: set[int] = set()
    for table in container.css("table")[:_TABLES]:
        cells = table.css("td,th")
        if len(cells) < 4 or table.css_first("table table"):
            continue
        if max(len(cell.text_lexbor().strip()) for cell in cells) > _CELL_LENGTH:
            continue
        for cell in cells:
            within.update(node.mem_id for node in cell.css("p,div,ul,li,br"))
            cell.insert_before(_CELL)
    return within


def _split(text: str) -> list[Block]:
    found: list[Block] = []
    inside = False  # a link may span blocks
    for part in f"p{text}".split(_BLOCK):
        kind, rest = part[:1], part[1:]
        if not rest or rest.isspace():
            continue
        for piece in _lines(rest):
            block, inside = _block(kind, piece, inside)
            if block:
                found.append(block)
    return found


def _lines(text: str) -> list[str]:
    """Break a block where its line breaks end a paragraph: two in a row, or one after a sentence."""
    if _BREAK not in text:
        return [text]
    lines: list[list[str]] = [[]]
    for piece in text.split(_BREAK):
        bare = _LINKS.sub("", lines[-1][-1]).strip() if lines[-1] else ""
        if not _LINKS.sub("", piece).strip() or (ends_sentence(bare) or is_closed(bare)):
            lines.append([piece])
        else:
            lines[-1].append(piece)
    return [" ".join(line) for line in lines]


def _block(kind: str, piece: str, inside: bool) -> tuple[Block | None, bool]:
    """Return the block of `piece` and whether a link is still open behind it."""
    if not inside and _OPEN not in piece and _CLOSE not in piece:
        line = _row(piece)
        return (Block(kind, line, 0) if line else None), False
    runs = _LINKS.split(piece)
    linked = 0
    for run, turn in zip(runs, [*_LINKS.findall(piece), ""], strict=True):
        if inside:
            linked += len(run.strip())
        inside = turn == _OPEN if turn else inside
    line = _row("".join(runs))
    return (Block(kind, line, linked) if line else None), inside


def _row(text: str) -> str:
    if _CELL not in text:
        return clean(text)
    return " | ".join(cell for part in text.split(_CELL) if (cell := clean(part)))

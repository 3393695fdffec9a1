"""Container -> its blocks in order, each with its text and how much of it is link text.

The tree is not walked: one call in C writes the container as HTML, in which tags turn into marks (Unicode
noncharacters) of where blocks, links, cells and line breaks begin or end, and the rest is string work.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from parsers.sentences import ends_sentence, is_closed
from parsers.textnorm import clean
from parsers.tree import MARKS

if TYPE_CHECKING:
    from parsers.tree import Node

_BLOCK, _OPEN, _CLOSE, _BREAK, _CELL = tuple(MARKS)
_KINDS = {f"h{level}": "h" for level in range(1, 7)} | {"li": "l", "blockquote": "q", "tr": "r"}
_BORDERS = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "div", "section", "article", "main", "header",
    "ul", "ol", "dl", "dt", "dd", "table", "tr", "figure", "figcaption", "hr", "address", "center", "fieldset", "form",
    "details", "summary",
)  # fmt: skip
# A tag as the tree writes it, where ">" stands neither in a name nor in a value; of a paragraph with its attributes.
_TAG = re.compile(r"<(?:!--.*?--|(p [^>]*|/?[^\s/>]+)[^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r' (style|align|class)="([^"]*)"')
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


class _Marks(dict[str | None, str]):
    """What a tag, written as `_TAG` finds it, puts into the text; nothing for comments and tags within a line."""

    def __missing__(self, tag: str | None) -> str:
        return _BLOCK + _side(tag) if tag and tag.startswith("p ") else ""


_MARK_OF = _Marks(
    {tag: _BLOCK + _KINDS.get(tag, "p") for tag in _BORDERS}
    | {f"/{tag}": f"{_BLOCK}p" for tag in _BORDERS}
    | {"a": _OPEN, "/a": _CLOSE, "br": _BREAK}
)


def blocks_of(container: Node) -> list[Block]:
    """Return the blocks of `container` in document order; writes marks into tables, so call it last."""
    html = container.inner_html or ""
    if "<table" in html and _mark_tables(container):
        html = container.inner_html or ""
    pieces = _TAG.split(html)
    pieces[1::2] = map(_MARK_OF.__getitem__, pieces[1::2])
    return list(_split(_unescaped("".join(pieces))))


def _unescaped(text: str) -> str:
    """The text without the four references that a tree writes."""
    if "&" not in text:
        return text
    return text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@lru_cache(maxsize=1024)  # the paragraphs of a page are written alike
def _side(tag: str) -> str:
    """The kind of a paragraph by its attributes: set to the right or not."""
    values = dict(_ATTRIBUTE.findall(tag))
    said = f"{values.get('style') or ''} {values.get('align') or ''} {values.get('class') or ''}"
    return "a" if _RIGHT.search(said) else "p"


def _mark_tables(container: Node) -> bool:
    """Mark the cells of data tables, take out the boxes in them, whose borders do not count; say if there are any."""
    found = False
    for table in container.css("table")[:_TABLES]:
        cells = table.css("td,th")
        if len(cells) < 4 or table.css_first("table table"):
            continue
        if max(len(cell.text_lexbor().strip()) for cell in cells) > _CELL_LENGTH:
            continue
        found = True
        for cell in cells:
            for box in cell.css("p,div,ul,li"):
                box.unwrap(delete_empty=True)
            cell.insert_before(_CELL)
    return found


def _split(text: str) -> list[Block]:
    found: list[Block] = []
    inside = False  # a link may span blocks
    for part in f"p{text}".split(_BLOCK):
        rest = part[1:]
        if not rest or rest.isspace():
            continue
        for piece in _lines(rest) if _BREAK in rest else (rest,):
            block, inside = _block(part[0], piece, inside)
            if block:
                found.append(block)
    return found


def _lines(text: str) -> list[str]:
    """Break a block where its line breaks end a paragraph: two in a row, or one after a sentence."""
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
    linked = 0
    for place, run in enumerate(piece.replace(_CLOSE, _OPEN + _CLOSE).split(_OPEN)):
        if place:
            inside = run[:1] != _CLOSE
        if inside:
            linked += len(run.strip())
    line = _row(piece.replace(_OPEN, "").replace(_CLOSE, ""))
    return (Block(kind, line, linked) if line else None), inside


def _row(text: str) -> str:
    if _CELL not in text:
        return clean(text)
    return " | ".join(cell for part in text.split(_CELL) if (cell := clean(part)))

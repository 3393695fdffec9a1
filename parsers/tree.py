"""HTML text -> lexbor tree, and the few questions asked of its nodes. All heavy work stays in C."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode, SelectolaxError

from parsers.textnorm import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parsers.charset import Html

Node = LexborNode  # whose `text_lexbor` is its `text` at a fifth of the cost, where nothing is asked but the text

# Unicode noncharacters (never valid in text): what a page writes of them is taken out, so that they can mark where in
# the text of a container blocks, links, breaks and cells begin and end. See parsers/blocks.py.
MARKS = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4"
DEPTH = 256  # levels of nesting that are climbed; browsers' own limit is 512, real pages have 50
_MACHINE = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "audio", "video", "math",
    "button", "select", "textarea", "input", "dialog",
)  # fmt: skip
_CHILDLESS = frozenset(("script", "style", "svg", "iframe", "textarea", "input", "select", "template"))  # of _READ
_READ = (
    "meta", "link", "title", "h1", "h2", "h3", "h4", "p", "article", "blockquote", "table", "img", "figure",
    "figcaption", "time", "nav", "aside", "footer", "menu",
)  # fmt: skip
_VERBATIM = ("xmp", "plaintext", "noembed", "noframes")  # what stands in them is text, though it may look like tags
_WITHIN = ("a", "br", "li", "html", "body", "main")  # asked for one node at a time
_EMPTY = LexborHTMLParser("")
_ASKED = (*_MACHINE, *_READ, *_VERBATIM)
TAG_IDS = {tag: _EMPTY.create_node(tag).tag_id for tag in (*_ASKED, *_WITHIN)}  # compared faster than names
_LEVELS = range(DEPTH)
_SEAM = "\ufdd5"
_ENDING = re.compile(r"\w+\Z")
_MARKED, _MARKED_UTF8 = re.compile(f"[{MARKS}]"), re.compile("|".join(MARKS).encode())
_LEAD = MARKS.encode()[:1]  # of each of them in UTF-8, and of little else


class Tree:
    """A parsed page. One pass in C finds the elements that are asked for by tag; a selector of its own costs a pass."""

    def __init__(self, html: Html) -> None:
        self._parser = LexborHTMLParser(html, options=LexborDocumentOptions.WO_EVENTS)
        self.body: Node | None = self._parser.body
        self.root: Node | None = self._parser.root

    @cached_property
    def _tags(self) -> dict[str, list[Node]]:
        by_id: dict[int, list[Node]] = {TAG_IDS[tag]: [] for tag in _ASKED}
        for node in self.root.traverse() if self.root else ():
            if (number := node.tag_id) in by_id:
                by_id[number].append(node)
        return {tag: by_id[TAG_IDS[tag]] for tag in _ASKED}

    def css(self, selector: str) -> list[Node]:
        """Return what any selector finds; SelectolaxError if it is none."""
        return self._parser.css(selector)

    def css_first(self, selector: str) -> Node | None:
        """Return the first node that a selector finds."""
        return self._parser.css_first(selector)

    def all(self, *tags: str) -> list[Node]:
        """Return the elements of some tags, tag by tag in document order; those taken out are among them."""
        return [node for tag in tags for node in self._tags[tag]]

    def strip_machine(self) -> None:
        """Take out what is for machines and all that it holds, also out of `all`; make what is verbatim plain text."""
        for node in self.all(*_VERBATIM):
            node.replace_with(node.text_lexbor())
        gone: set[int] = set()
        for tag in _MACHINE:
            for node in self._tags[tag]:
                if tag not in _CHILDLESS:
                    gone.update(step.mem_id for step in node.traverse())
                node.decompose(recursive=False)
            self._tags[tag] = []
        for tag in _READ if gone else ():
            self._tags[tag] = [node for node in self._tags[tag] if node.mem_id not in gone]


def parse(html: Html) -> Tree:
    """Return the tree of `html`; any text gives a tree."""
    if isinstance(html, str):
        return Tree(_MARKED.sub("", html) if any(mark in html for mark in MARKS) else html)
    return Tree(_MARKED_UTF8.sub(b"", html) if _LEAD in html else html)


def text_of(node: Node) -> str:
    """Return all text under `node` on one clean line, apart where two elements meet without a blank."""
    line = node.text(separator=_SEAM)
    if _SEAM in line:
        pieces = list(filter(None, line.split(_SEAM)))
        line = "".join([f"{left}{_between(left, right)}" for left, right in pairwise([*pieces, ""])])
    return clean(line)


def _between(left: str, right: str) -> str:
    """A blank between "Hà Nội" + "Hai bên" and "TP.HCM" + "Trung tâm", but not into "N" + "gày" or "TH" + "EO"."""
    hit = _ENDING.search(left[-2:]) if right[:1].isupper() else None
    if hit is None:
        return ""
    ending = hit[0]
    ended = not ending[-1].isupper() or (len(ending) == 2 and ending.isupper() and right[1:2].islower())
    return " " if ended else ""


def select(root: Tree | Node, selectors: Iterable[str]) -> Node | None:
    """Return the first node with text that one of `selectors` finds, in the order of the selectors."""
    for selector in selectors:
        try:
            found = root.css(selector)
        except SelectolaxError:
            continue
        for node in found:
            if node.text_lexbor().strip():
                return node
    return None


def line_of(node: Node) -> Iterator[Node]:
    """Yield `node` and its ancestors, outwards, as far as any real page nests."""
    step: Node | None = node
    for _ in range(DEPTH):
        if step is None:
            return
        yield step
        step = step.parent


def drop(node: Node) -> None:
    """Take `node` out of the tree. It is detached and not destroyed: nodes found before stay valid."""
    node.replace_with(" ")


def attached(node: Node) -> bool:
    """Whether `node` still belongs to the page, that is, was not taken out with an ancestor."""
    step = node
    for _ in _LEVELS:
        above = step.parent
        if above is None:
            return step.is_document_node or step.tag == "html"
        step = above
    return True


def link_size(node: Node) -> int:
    """Return how many characters under `node` are link text."""
    child = node.first_child
    if child is None or (child.next is None and child.is_text_node):  # nearly every paragraph: not worth a selector
        return 0
    return sum(len(link.text_lexbor()) for link in inner(node, "a"))


def inner(node: Node, tag: str) -> Iterator[Node]:
    """Yield `node` and what is under it where it has a tag of `TAG_IDS`: for small parts faster than a selector."""
    number = TAG_IDS[tag]
    return (step for step in node.traverse() if step.tag_id == number)


def is_listed(node: Node) -> bool:
    """Whether `node` stands in a list or a link, as teasers of other articles do."""
    return any(step.tag in ("li", "ul", "a") for step in line_of(node) if step.mem_id != node.mem_id)

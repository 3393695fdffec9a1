"""Tree -> the container that holds the article's text, after everything that names itself something else is gone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from parsers.roles import Role
from parsers.tree import attached, inner, line_of, link_size, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Discard = Callable[[str, "Node"], None]
    Kept = Callable[["Node"], bool]

    from parsers.marks import Marks
    from parsers.model import Read
    from parsers.tree import Node, Tree


_TRANSPARENT = frozenset(("blockquote", "li", "ul", "ol", "q", "center", "font", "span", "b", "strong", "em"))
_TEXT = frozenset(("p", "tr", "td", "th", "tbody", "table", "blockquote", "article", "li"))
_INLINE = frozenset(("a", "span", "b", "strong", "em", "i", "u", "mark", "abbr", "font", "q", "sup", "sub"))
_SENTENCES = _INLINE | {"p", "li", "td", "blockquote", "h2", "h3", "h4"}
_BESIDE = 25  # characters: with less beside it, an element is a line of its own
_ROOTS = frozenset(("html", "body"))
_RUNNING = 100  # characters of a paragraph of running text, on average
_SCATTERED = 3  # groups that are a body scattered over boxes, where the longest holds several paragraphs
_NEAR = 6  # ancestors to look at where one of them calls itself the text
_LEVELS = 9  # ancestors of a paragraph's parent that may be the container
_MOST = 5000  # elements that are looked at one by one: more is no page but an attack
_OWN = 1000  # characters in paragraphs from which an `<article>` with a headline is one
_SPARSE = 800  # characters: with less in paragraphs, text that stands directly in other elements counts too
_TOLD = 300  # characters: a smaller box is not asked what it tells
_LONG = 100  # characters of a paragraph that is no label, teaser or button
_MOSTLY = 0.7
_HEADLINE = 25  # characters of a linked headline, at least
_BOXES = frozenset(("article", "section", "div", "table", "ul", "ol", "dl"))
_TEASER = 250  # characters: the longest text under a headline that leads elsewhere


@dataclass(slots=True)
class _Group:
    """The paragraphs under one parent."""

    node: Node
    line: list[int]  # the ids of the parent and all that it stands in, outwards
    size: int = 0  # characters of plain text
    count: int = 0  # paragraphs


def find_body(tree: Tree, marks: Marks, read: Read, story: int | None = None) -> Node | None:
    """Return the container of the article's text, or None if the page has no text to speak of."""
    if read.body:
        named = select(tree, read.body)
        if named is not None:
            return named
    groups = _within(_groups(_paragraphs(tree)), story)
    best = max(groups, key=lambda group: group.size, default=None)
    if best is None or best.size < _SPARSE:
        loose = _groups(_loose(tree))
        other = max(loose, key=lambda group: group.size, default=None)
        if other and other.size > 1.5 * (best.size if best else 0):
            groups, best = loose, other
    return _widened(best, groups, marks) if best else None


def story_of(tree: Tree) -> int | None:
    """Return the id of the outermost `<article>` around the first headline; the next such element is another story."""
    for headline in tree.all("h1"):
        around = [step.mem_id for step in line_of(headline) if step.tag == "article"]
        if around:
            return around[-1]
    return None


def _within(groups: list[_Group], story: int | None) -> list[_Group]:
    """The groups in the story's element, if it has a text of its own."""
    within = [group for group in groups if story in group.line] if story else []
    return within if sum(group.size for group in within) >= _OWN else groups


def text_size(tree: Tree, text: str) -> int:
    """Return about how many characters of running text the page has, of which `text` is all that it shows."""
    return max(sum(len(node.text_lexbor()) for node in tree.all("p")), len(text) // 4, 1)


def headline_line(tree: Tree) -> set[int]:
    """Return the ids of the headlines and all that they stand in."""
    return {step.mem_id for node in tree.all("h1")[:3] for step in line_of(node)}


def never(_: Node) -> bool:
    """Return False: nothing is kept."""
    return False


def strip_marked(
    nodes: list[Node], most: float, safe: set[int], role: str, discard: Discard, kept: Kept = never
) -> None:
    """Take nodes out of the tree unless they are among `safe`, hold more than `most` characters or are `kept`."""
    standing: dict[int, bool] = {}  # whether an element is in the tree; most nodes share their parents
    for node in nodes:
        key, above = node.mem_id, node.parent
        if above is None or key in safe:
            continue
        if (here := standing.get(above.mem_id)) is None:
            here = standing[above.mem_id] = attached(above)
        if not here:
            standing[key] = False
        elif len(node.text_lexbor()) <= most and not _in_sentence(node) and not kept(node):
            standing[key] = False
            discard(role, node)


def is_told(node: Node) -> bool:
    """Whether a box tells something: most of its text is in long paragraphs without links."""
    whole = len(node.text_lexbor())
    if whole < _TOLD:
        return False
    plain = 0
    for paragraph in node.css("p"):
        size = len(paragraph.text_lexbor())
        if size >= _LONG:
            plain += size - 2 * link_size(paragraph)
    return plain > _MOSTLY * whole


def _in_sentence(node: Node) -> bool:
    """Whether an inline element has text of its paragraph beside it: a link to a topic, a marked name."""
    parent = node.parent
    if node.tag not in _INLINE or parent is None or parent.tag not in _SENTENCES:
        return False
    return len(parent.text_lexbor().strip()) > len(node.text_lexbor().strip()) + _BESIDE


def boxes(nodes: list[Node], tree: Tree) -> list[Node]:
    """Return those of `nodes` that can be furniture: no paragraphs, rows or quotations, and none around one."""
    quoting = {step.mem_id for node in tree.all("blockquote") for step in line_of(node)}
    return [node for node in nodes if node.tag not in _TEXT and node.mem_id not in quoting]


def strip_teasers(container: Node, discard: Discard, kept: Kept = never) -> int:
    """Take boxes out of the container that open with a linked headline and say little more; return their number."""
    count = 0
    for node, headline in _headed(container):
        line = node.text_lexbor().strip()
        if (
            len(line) < len(headline) + _TEASER
            and line.startswith(headline)
            and not (_is_prose(node, headline) or kept(node))
        ):
            discard("teaser", node)
            count += 1
    return count


def _headed(container: Node) -> Iterator[tuple[Node, str]]:
    """The boxes whose first link has the length of a headline, in document order, each with the link's text."""
    end = container.parent
    seen = {end.mem_id} if end is not None else set()
    for link in container.css("a")[:_MOST]:
        around = list(takewhile(lambda step: step.mem_id not in seen, line_of(link)))
        seen.update(step.mem_id for step in around)
        if len(around) > 1 and len(headline := link.text_lexbor().strip()) >= _HEADLINE:
            yield from ((step, headline) for step in reversed(around) if step.tag in _BOXES)


def _is_prose(node: Node, headline: str) -> bool:
    """Whether a box holds a long paragraph, or one that opens with the link and goes on."""
    for paragraph in node.css("p"):
        text = paragraph.text_lexbor().strip()
        if len(text) > _TEASER or (text.startswith(headline) and len(text) > len(headline) + _BESIDE):
            return True
    return False


def _paragraphs(tree: Tree) -> Iterator[tuple[Node, int]]:
    """Every `<p>` with the element that counts as its parent and its characters outside links."""
    for node in tree.css("p"):
        size = len(node.text_lexbor().strip())
        if size < 20:
            continue
        size -= link_size(node)
        parent = node.parent
        while parent is not None and parent.tag in _TRANSPARENT:
            parent = parent.parent
        if parent is not None and size > 0:
            yield parent, size


def _loose(tree: Tree) -> Iterator[tuple[Node, int]]:
    """Text that stands directly in an element: bodies made of `<br>` or of one `<div>` per paragraph."""
    for node in tree.css("div,td,section,article,span,font,p")[:_MOST]:
        size = len(node.text(deep=False).strip())
        if size < 40:
            continue
        holder = node if next(inner(node, "br"), None) is not None else node.parent
        while holder is not None and holder.tag in _TRANSPARENT:
            holder = holder.parent
        if holder is not None:
            yield holder, size


def _groups(paragraphs: Iterable[tuple[Node, int]]) -> list[_Group]:
    groups: dict[int, _Group] = {}
    for parent, size in paragraphs:
        if (group := groups.get(parent.mem_id)) is None:
            group = groups[parent.mem_id] = _Group(parent, [step.mem_id for step in line_of(parent)])
        group.size += size
        group.count += 1
    return list(groups.values())


def _widened(best: _Group, groups: list[_Group], marks: Marks) -> Node:
    """Step up while an ancestor adds text that belongs: bodies are often split over sibling containers."""
    sums = _sums(groups)
    named = {node.mem_id for node in marks[Role.BODY] if node.tag != "p"}
    current, size = best.node, best.size
    whole = False  # what calls itself the text lies behind us
    for level, step in zip(range(_LEVELS), line_of(best.node), strict=False):
        if step.tag in _ROOTS:
            break
        total = sums.get(step.mem_id, best.size)
        gain = total - size
        told = step.mem_id in named and gain < size
        near = level < _NEAR or not whole
        few = math.inf if whole else _SCATTERED - (best.count == 1)
        if gain >= 0.5 * size or (near and (told or _adds(step, current, groups, size, few))):
            current, size = step, total
        whole = whole or step.mem_id in named or step.tag == "article"
    return current


def _sums(groups: list[_Group]) -> dict[int, int]:
    """Characters of plain text under each ancestor within reach."""
    sums: dict[int, int] = {}
    for group in groups:
        for key in group.line[: _LEVELS + 3]:
            sums[key] = sums.get(key, 0) + group.size
    return sums


def _adds(step: Node, current: Node, groups: list[_Group], size: int, few: float) -> bool:
    """Whether other groups under `step` are running text of their own weight, not teasers.

    One group that is heavy enough, or `few` together: builders of pages wrap every paragraph in boxes of its own.
    """
    within, around = current.mem_id, step.mem_id
    if within == around:
        return False
    running = [group for group in groups if group.size >= _RUNNING * group.count]
    others = [group for group in running if around in group.line and within not in group.line]
    if any(group.count >= 2 and group.size >= 0.15 * size for group in others):
        return True
    return len(others) >= few and sum(group.size for group in others) >= 0.3 * size

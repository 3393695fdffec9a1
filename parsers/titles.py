"""Tree and head -> headline and dek, as a reader sees them; says where each was read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parsers.head import Value, text
from parsers.roles import Role
from parsers.textnorm import fold, words
from parsers.tree import attached, is_listed, select, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.head import Head
    from parsers.marks import Marks
    from parsers.model import Read
    from parsers.people import Publisher
    from parsers.tree import Node, Tree

_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*\|\s*")
_FEWEST = 3  # words of a headline; fewer are a section's name
_MARK = re.compile(r"\s*[|–—·•»:-]")
_KICKER = 15  # characters: what is shorter may be a kicker and not the headline
_HEADINGS = 40  # headings that are looked at
_DEK_LENGTHS = range(25, 900)


def same(first: str, second: str) -> bool:
    """Whether two lines have the same words."""
    return words(first) == words(second)


def read_title(tree: Tree, head: Head, read: Read, own: Publisher) -> Value:
    """Return the headline a reader sees, else the one the head claims without the site's name."""
    if read.title and (node := select(tree, read.title)) is not None:
        return Value(text_of(node), "site title")
    claims = [claim for claim in _claims(head, own) if claim.text]
    visible = [Value(line, "h1") for node in tree.all("h1")[:8] if len(line := text_of(node)) > 3]
    visible = [line for line in visible if not own.is_named(line.text)]
    for seen in visible:
        if any(_alike(seen.text, claim.text) for claim in claims):
            return _kicked(seen, claims) or seen
    if len(visible) == 1 and len(visible[0].text) > 25:
        return visible[0]
    return _opening(tree, claims) or _shortest(claims) or (visible[0] if visible else Value())


def _kicked(seen: Value, claims: list[Value]) -> Value | None:
    """The headline with the kicker that stands apart from it, or without the one that is printed into it.

    Only what the publisher says itself counts: `og:title`, and for a kicker put in front a second claim beside it.
    """
    given, *others = claims
    whole, said = words(seen.text), words(given.text)
    if given.origin != "og:title" or len(said) < _FEWEST or len(whole) < _FEWEST or whole == said:
        return None
    if said[-len(whole) :] == whole:
        return given if any(words(claim.text) == said for claim in others) else None
    return given if whole[-len(said) :] == said else None


def _shortest(claims: list[Value]) -> Value | None:
    """The first claim, or another that it goes on behind a mark: "Headline-Section|Site" beside "Headline"."""
    if not claims:
        return None
    first = claims[0].text
    begun = [claim for claim in claims[1:] if len(claim.text) > _KICKER and first.startswith(claim.text)]
    return next((claim for claim in begun if _MARK.match(first, len(claim.text))), claims[0])


def _opening(tree: Tree, claims: list[Value]) -> Value | None:
    """The heading of any level with which a claim begins: portals go on with the names of section and office."""
    for node in tree.all("h2", "h3", "h4")[:_HEADINGS]:
        line = text_of(node)
        if len(line) > 15 and any(
            _SEPARATOR.match(claim.text, len(line)) for claim in claims if claim.text.startswith(line)
        ):
            return Value(line, "heading")
    return None


def _claims(head: Head, own: Publisher) -> Iterator[Value]:
    for value, origin in (
        (head.meta.get("og:title", ""), "og:title"),
        (text(head.article.get("headline")), "json-ld headline"),
        (head.title, "title"),
        (head.meta.get("twitter:title", ""), "twitter:title"),
    ):
        yield Value(_without_site(value, own), origin)


def _without_site(title: str, own: Publisher) -> str:
    """Cut "- Báo X" and "| Mục | X" off: the last pieces that share a word with the site's names."""
    while (cuts := list(_SEPARATOR.finditer(title))) and len(cuts[-1].string[: cuts[-1].start()]) > 8:
        tail = title[cuts[-1].end() :]
        flat = words(tail)
        if len(flat) > 7 or not ({"".join(flat), *flat} & own.vocabulary or "|" in cuts[-1][0]):
            break
        title = title[: cuts[-1].start()].strip()
    return title


def _alike(first: str, second: str) -> bool:
    """Whether half of the words of the longer of two headlines are in the other."""
    one, two = set(words(first)), set(words(second))
    if not one or not two:
        return fold(first) == fold(second)
    return len(one & two) >= 0.5 * max(len(one), len(two)) or (len(one) > 3 and one <= two)


def read_dek(tree: Tree, head: Head, marks: Marks, read: Read, title: str) -> tuple[Value, Node | None]:
    """Return the standfirst and its node: named so, or a repeat of the page's description beside the headline."""
    if read.dek and (node := select(tree, read.dek)) is not None and not same(text_of(node), title):
        return Value(text_of(node), "site dek"), node
    summary = fold(head.first("og:description", "description")[0])
    for node in marks[Role.DEK]:
        line = text_of(node) if attached(node) and node.tag != "meta" else ""
        if len(line) in _DEK_LENGTHS and not same(line, title) and _is_dek(node, line, summary):
            return Value(line, "dek mark"), node
    for node in tree.css("h2, h1 + p, h1 + div, header p") if len(summary) > 40 else ():
        line = text_of(node)
        if len(line) in _DEK_LENGTHS and _repeats(fold(line), summary):
            return Value(line, "description"), node
    return Value(), None


def _is_dek(node: Node, line: str, summary: str) -> bool:
    """A named node is the dek unless it is one of many (teasers) that the description does not know."""
    if _repeats(fold(line), summary):
        return True
    parent = node.parent
    beside = parent.css_first("h2 a, h3 a, h4 a") if parent is not None and parent.css_first("h1") is None else None
    return beside is None and node.css_first("a") is None and not is_listed(node)


def _repeats(line: str, summary: str) -> bool:
    head = min(len(line), len(summary), 60)
    return head > 20 and (summary[:head] in line or line[:head] in summary)

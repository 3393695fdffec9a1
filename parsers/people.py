"""Tree and head -> who wrote the article. The publisher itself is never an author."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from parsers.cues import CUES
from parsers.head import each, text
from parsers.lines import is_widget
from parsers.names import byline, is_agency, is_name, name_case
from parsers.roles import Role
from parsers.textnorm import clean, fold, words
from parsers.tree import attached, drop, line_of
from parsers.urls import domain, host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.head import Head
    from parsers.marks import Marks
    from parsers.model import Site
    from parsers.tree import Node, Tree

_DOMAIN = re.compile(r"\w\.(?:com|net|org|vn|gov|edu|info|tv|co|io|uk|de|fr)\b|https?:|www\.|@", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:written |posted |reported )?by|theo|tác giả|bởi|von|par|por|di|author)\s*:?\s+", re.IGNORECASE
)
_JOINT = re.compile(r"\s*(?:[;|•·\n]|,| & | and | và | und | et | y )\s*")
_META = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator")
_LONGEST = 60  # characters of a name


@dataclass(frozen=True, slots=True)
class Writers:
    """The names, the line as printed, where it was read, and the source the line names beside them."""

    names: tuple[str, ...] = ()
    printed: str | None = None
    origin: str = ""
    source: str | None = None


@dataclass(frozen=True)
class Publisher:
    """The names under which the page's own site appears."""

    folded: frozenset[str]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The names and the words they are made of."""
        return self.folded.union(*map(words, self.folded))

    def is_named(self, name: str) -> bool:
        """Whether `name` is the site or any other site's domain, and so no person."""
        return bool(_DOMAIN.search(name)) or self.is_own(name)

    def is_own(self, name: str) -> bool:
        """Whether `name` is the site: its title, its domain, or a part of its long name."""
        flat = fold(name).strip("()[] ")
        first = flat.partition("-")[0].partition("/")[0]
        return any(
            own in (flat, first, flat.replace(" ", "")) or (len(flat) > 5 and flat in own) for own in self.folded
        )


def publisher(head: Head, site: Site | None, url: str) -> Publisher:
    """Return the site's own names as the page, the site file and the address give them."""
    own = [head.meta.get(key, "") for key in ("og:site_name", "application-name", "apple-mobile-web-app-title")]
    own += [text(head.article.get("publisher")), site.title if site else "", site.name if site else ""]
    name = domain(host(url))
    own += [host(url), name, name.partition(".")[0]]
    return Publisher(frozenset(fold(name) for name in own if len(name) > 1))


def read_authors(tree: Tree, head: Head, marks: Marks, site: Site | None, own: Publisher) -> Writers:
    """Return the authors from the site's selectors, JSON-LD, named nodes or meta, in this order."""
    selectors = site.read.byline if site else ()
    named = [node for selector in selectors for node in tree.css(selector)]
    return (
        _from_nodes(named, own, "site byline", strict=False)
        or _from_names(
            (text(person) for person in each(head.article.get("author")) if _may_be_person(person)),
            own,
            "json-ld author",
        )
        or _plain(_from_nodes(_innermost(marks[Role.AUTHOR]), own, "author mark", strict=True), head)
        or _from_nodes(marks[Role.AUTHOR], own, "author mark", strict=True)
        or _from_names(
            (name for key in _META for name in head.many.get(key, (head.meta.get(key, ""),))), own, "meta author"
        )
        or Writers()
    )


def _may_be_person(value: object) -> bool:
    return not (isinstance(value, dict) and "Organization" in str(value.get("@type")))


def _from_names(values: Iterator[str], own: Publisher, origin: str) -> Writers | None:
    printed = [value for value in values if value]
    found = tuple(dict.fromkeys(name for value in printed for name in _split(value, own)))
    return Writers(found, ", ".join(printed), origin) if found else None


def _split(value: str, own: Publisher) -> Iterator[str]:
    """Yield the persons that a name field holds: "By A, B and C", "Theo A", "A/VOV"."""
    if _DOMAIN.search(value) and "/" not in value.strip("/"):
        return
    lead = _LEAD.match(value)
    rest = value[lead.end() :] if lead else value
    if lead and fold(lead[0]).startswith("theo") and not is_name(rest):
        return
    known = byline(rest)
    if known:
        yield from (name for name in known.authors if not _refused(name, own))
        return
    for part in _JOINT.split(rest.partition("/")[0] if "://" not in rest else ""):
        name = clean(part).strip(" .-–")
        if name and not _refused(name, own):
            yield name_case(name)


def _refused(name: str, own: Publisher) -> bool:
    return (
        len(name) > _LONGEST
        or len(name) < 2
        or any(map(str.isdigit, name))
        or len(name.split()) > 6
        or CUES.offices.matches(name)
        or is_agency(name)
        or own.is_named(name)
        or all(map(is_widget, name.split()))
    )


def _from_nodes(nodes: list[Node], own: Publisher, origin: str, *, strict: bool) -> Writers | None:
    """The first named node that is nothing but a byline, with its like beside it; they leave the tree."""
    found: dict[str, None] = {}
    printed: list[str] = []
    taken: list[Node] = []
    source = None
    for node in nodes:
        if not attached(node) or (strict and taken and not _beside(node, taken[0])):
            continue
        line = _line(node)
        names, said = _names(line, own, strict=strict)
        source = source or said
        if names:
            found.update(dict.fromkeys(names))
            printed.append(line)
            taken.append(node)
    for node in taken:
        drop(node)
    return Writers(tuple(found), ", ".join(dict.fromkeys(printed)), origin, source) if found else None


def _plain(found: Writers | None, head: Head) -> Writers | None:
    """Names without the office printed behind them ("An Writer Health Editor"), where meta has the name alone."""
    said = [name for key in _META for name in head.many.get(key, ()) if is_name(name)]
    if found is None or not said:
        return found
    plain = (next((name for name in said if line.startswith(f"{name} ")), line) for line in found.names)
    return replace(found, names=tuple(dict.fromkeys(plain)))


def _innermost(nodes: list[Node]) -> list[Node]:
    """The nodes without those around another that has a name: "An Writer, editor" stands around "An Writer"."""
    filled = [node for node in nodes if node.tag != "meta" and len(node.text_lexbor().split()) > 1]
    around = {step.mem_id for node in filled for step in line_of(node) if step.mem_id != node.mem_id}
    return [node for node in nodes if node.mem_id not in around]


def _line(node: Node) -> str:
    return clean(node.text(separator=" ")) if node.tag != "meta" else ""


def _names(line: str, own: Publisher, *, strict: bool) -> tuple[tuple[str, ...], str | None]:
    if not line or len(line) > 2 * _LONGEST:
        return (), None
    lead = _LEAD.match(line)
    known = None if lead else byline(line)
    if known:
        return tuple(name for name in known.authors if not _refused(name, own)), known.source
    if strict and not lead and not _looks_like_names(line):
        return (), None
    return tuple(_split(line, own)), None


def _looks_like_names(line: str) -> bool:
    """Whether every word begins with a capital, as names do in Latin script."""
    found = [word for word in _JOINT.sub(" ", line).split() if word[0].isalpha()]
    return 1 < len(found) <= 8 and all(word[0].isupper() for word in found)


def _beside(node: Node, first: Node) -> bool:
    """Whether two nodes share a parent or grandparent."""
    near = {step.mem_id for step in (first.parent, first.parent.parent if first.parent else None) if step}
    above = (node.parent, node.parent.parent if node.parent else None)
    return any(step is not None and step.mem_id in near for step in above)

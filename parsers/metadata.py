"""Tree and head -> section, tags, captions, source and canonical address; says where each was read."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from parsers.head import Value, each, text
from parsers.lines import is_caption, is_widget, source_line
from parsers.roles import Role
from parsers.textnorm import clean, fold, words
from parsers.titles import same
from parsers.tree import attached, drop, line_of, text_of
from parsers.urls import canonical, host, is_home, same_site, slug_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.head import Head
    from parsers.marks import Marks
    from parsers.model import Read
    from parsers.people import Publisher
    from parsers.tree import Node, Tree

_NUMBER = re.compile(r"\d{3,}")  # of an article in its address
_CAPTION = 250  # characters of a caption that nothing but its place tells
_PICTURES = 200
_WITHIN = 5  # elements between a picture and its paragraph: link, span, emphasis
_CLIMB = 4  # levels from a headline to what holds it and its section
_LINKS = 12
_SECTION_NAME = 40  # characters
_SCHEME = re.compile(r"^https?://[^/]*")
_ENDING = re.compile(r"\.[a-z]{3,5}$")
_CATEGORY = re.compile(r"^(?!.*menu).*?(?:categ|chuyen-?muc|section|kicker|(?<![a-z])cate?(?![a-z]))", re.IGNORECASE)
_HOME = frozenset(("trang chu", "home", "homepage", "trang nhat", "news", "start", "startseite", "inicio", "accueil"))


def read_section(tree: Tree, head: Head, marks: Marks, read: Read, title: str, address: str) -> Value:
    """Return the path of sections, "A > B", from JSON-LD, the site's selectors, meta, a breadcrumb or one link."""
    for steps, origin in _sections(tree, head, marks, read, address):
        path = [step for step in dict.fromkeys(steps) if fold(step) not in _HOME and not same(step, title)]
        if path and len(path) <= 5:
            return Value(" > ".join(path), origin)
    return Value()


def _sections(tree: Tree, head: Head, marks: Marks, read: Read, address: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """What each witness says, one after the other: the first that is believed is mostly the last that is asked."""
    yield head.crumbs, "json-ld breadcrumb"
    yield _texts(tree, read.section), "site section"
    yield _claimed_section(head), "meta article:section"
    yield _crumbs(marks), "breadcrumb"
    yield _beside_headline(tree, address), "category link"


def _claimed_section(head: Head) -> tuple[str, ...]:
    said = [text(item) for item in each(head.article.get("articleSection"))]
    return tuple(filter(None, [head.meta.get("article:section", ""), *said]))[:1]


def _crumbs(marks: Marks) -> tuple[str, ...]:
    """The links of the breadcrumb; where a page prints several, the one marked active."""
    nodes = [node for node in marks[Role.CRUMBS] if attached(node) and node.css_first("a") is not None]
    active = [node for node in nodes if "active" in (node.attributes.get("class") or "")]
    chosen = active or nodes
    return tuple(text_of(link) for link in chosen[0].css("a") if text_of(link)) if chosen else ()


def _beside_headline(tree: Tree, address: str) -> tuple[str, ...]:
    """The link near the headline whose address is its own words, if this address or a class name says section too."""
    for headline in tree.all("h1")[:1]:
        seen: set[int] = set()
        for step in islice(line_of(headline), 1, _CLIMB):
            links = [link for link in step.css("a[href]")[:_LINKS] if link.mem_id not in seen]
            seen.update(link.mem_id for link in links)
            for link in links:
                name = clean(link.text_lexbor()).strip(" /|>»›")
                if 1 < len(name) <= _SECTION_NAME and _is_section(link, name, address):
                    return (name,)
    return ()


def _is_section(link: Node, name: str, address: str) -> bool:
    values = link.attributes
    path = _SCHEME.sub("", values.get("href") or "").lower().rstrip("/")
    if path[:1] != "/" or not _ENDING.sub("", path).endswith(f"/{'-'.join(words(name))}"):
        return False
    named = f"{values.get('class')} {values.get('rel')} {link.parent.attributes.get('class') if link.parent else ''}"
    return _SCHEME.sub("", address).startswith(f"{_ENDING.sub('', path)}/") or bool(_CATEGORY.search(named))


def _texts(tree: Tree, selectors: tuple[str, ...]) -> tuple[str, ...]:
    for selector in selectors:
        found = tuple(line for node in tree.css(selector) if (line := text_of(node)))
        if found:
            return found
    return ()


def read_tags(tree: Tree, head: Head, marks: Marks, read: Read) -> tuple[str, ...]:
    """Return the article's tags: the site's selectors, `article:tag`, or the links of a tag box."""
    boxes = (link for node in marks[Role.TAGS] if attached(node) for link in node.css("a"))
    found = _texts(tree, read.tags) or head.many.get("article:tag", ()) or tuple(map(text_of, boxes))
    plain = (line.strip("# ,;") for line in found)
    return tuple(dict.fromkeys(tag for tag in plain if 1 < len(tag) < 60 and "://" not in tag))[:30]


def read_captions(tree: Tree, marks: Marks, read: Read) -> tuple[str, ...]:
    """Return the texts under pictures; they leave the tree."""
    nodes = [node for selector in read.caption for node in tree.css(selector)]
    nodes += [*tree.all("figcaption"), *marks[Role.CAPTION], *_picture_tables(tree), *_picture_paragraphs(tree)]
    found: dict[str, None] = {}
    for node in nodes:
        line = text_of(node) if attached(node) else ""
        if 3 < len(line) < 600:
            found[line] = None
            drop(node)
    return tuple(found)


def _picture_tables(tree: Tree) -> Iterator[Node]:
    """Tables that only frame a picture: an image and one short text."""
    for table in tree.all("table"):
        if table.css_first("img") is not None and len(table.css("tr")) <= 3 and len(table.text_lexbor().strip()) < 400:
            yield table


def _picture_paragraphs(tree: Tree) -> Iterator[Node]:
    """Paragraphs that hold a picture and, set apart or without a full stop, a short text."""
    asked: set[int] = set()  # one may hold many pictures
    for image in tree.css("p img")[:_PICTURES]:
        node = next((step for step in islice(line_of(image), _WITHIN) if step.tag == "p"), None)
        if node is None or node.mem_id in asked:
            continue
        asked.add(node.mem_id)
        line = text_of(node)
        if not line or len(line) > _CAPTION:
            continue
        apart = node.css_first("em,i,small")
        if (apart is not None and text_of(apart) == line) or not line.endswith(".") or is_caption(line):
            yield node


def read_source(tree: Tree, marks: Marks, read: Read, own: Publisher) -> tuple[Value, str]:
    """Return the publisher that a reprint names and the address of the original."""
    nodes = [node for selector in read.source for node in tree.css(selector)] or marks[Role.SOURCE]
    outer = {step.mem_id for node in nodes for step in (node.parent, node.parent and node.parent.parent) if step}
    name, address = "", ""
    for node in nodes:
        line = text_of(node) if attached(node) and node.tag != "meta" and node.mem_id not in outer else ""
        found = source_line(line) if line else None
        address = address or (found.url if found and found.url else "") or _address(line)
        said = ((found.name or "") if found else line).strip("() ")
        if not name and 1 < len(said) < 50 and not (own.is_own(said) or "://" in said or is_widget(said)):
            name = said
    if address and own.is_own(host(address)):
        address = address if name else ""
    return Value(name, "source mark" if name else ""), address


def _address(line: str) -> str:
    hit = re.search(r"https?://\S+", line)
    return hit[0] if hit else ""


def read_canonical(head: Head, url: str) -> tuple[str, str]:
    """Return the canonical address and who said so: the page's claim if it can be believed, else `url`.

    A claim is of the same site and names an article: some systems print the section or the front page on every
    page, and all their articles would become one.
    """
    known = url if url.startswith("http") else ""
    for claim, origin in (
        (head.canonical, "link canonical"),
        (head.meta.get("og:url", ""), "og:url"),
    ):
        if claim.startswith("http") and (not known or _is_believable(claim, known)):
            return canonical(claim), origin
    return canonical(url), "address"


def _is_believable(claim: str, url: str) -> bool:
    if canonical(claim) == canonical(url):
        return True
    named = len(slug_words(claim)) > 3 or _NUMBER.search(claim.partition("://")[2].partition("/")[2])
    return bool(named) and same_site(claim, url) and not is_home(claim)


def linked_address(container: Node, words_of_link: str) -> str:
    """Return the address behind the link whose text is a part of `words_of_link`."""
    for link in container.css('a[href^="http"]'):
        line = text_of(link)
        if line and line in words_of_link:
            return link.attributes.get("href") or ""
    return ""

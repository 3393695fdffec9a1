"""HTML text -> Article: the order in which the fields are read and taken out of the tree."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from parsers.blocks import blocks_of
from parsers.body import boxes, find_body, headline_line, is_told, story_of, strip_marked, strip_teasers, text_size
from parsers.charset import Html, as_text
from parsers.claim import Claim
from parsers.dates import address_date, find_date
from parsers.head import Head, read_head
from parsers.language import detect
from parsers.marks import find_marks, holds_role
from parsers.metadata import (
    linked_address,
    read_canonical,
    read_captions,
    read_section,
    read_source,
    read_tags,
)
from parsers.model import Article, Read, Stripped
from parsers.mojibake import is_doubled, undoubled
from parsers.people import publisher, read_authors
from parsers.roles import Role
from parsers.sift import Sifted, sift
from parsers.textnorm import fold
from parsers.times import confirmed_date, read_modified, read_published, shown_date, visible_date
from parsers.titles import read_dek, read_title
from parsers.tree import Node, Tree, attached, drop, line_of, parse, text_of
from parsers.urls import host
from parsers.verdict import MINIMUM, Evidence, refuse, refuse_nesting
from parsers.zones import zone_of_page

if TYPE_CHECKING:
    from parsers.furniture import Furniture
    from parsers.marks import Marks
    from parsers.model import Moment, Site
    from parsers.people import Publisher
    from parsers.sites import Sites

READER = "html/3"  # raise it when the reader's answers change: stored pages are then read again
_MOST = 0.6  # a block with a larger part of the page's running text is the article, whatever its name
_MUCH = 0.3  # the same for names that only hint
_MARK = 200  # characters: a byline, date or source is shorter
_PICTURE = 300  # characters of text in a figure
_ALIENS = ("nav", "aside", "footer", "menu")
_TOLD = (Role.BODY, Role.CRUMBS, Role.TAGS)  # roles that are read before navigation goes


class Reader:
    """One page being read. Each step takes its field's node out of the tree: the body cannot repeat it."""

    def __init__(
        self,
        html: Html,
        url: str,
        sites: Sites,
        stripped: list[Stripped] | None = None,
        furniture: Furniture | None = None,
    ) -> None:
        refuse_nesting(html)
        self.html, self.url, self.stripped = html, url, stripped
        self.tree: Tree = parse(html)
        self.head: Head = read_head(self.tree)
        self.claim = Claim(self.head)
        self.address = url if url.startswith("http") else read_canonical(self.head, "")[0]
        self.sites = sites
        self.furniture = furniture or {}
        self.site: Site | None = sites.by_host(host(self.address))
        self.read = self.site.read if self.site else Read()
        self.own: Publisher = publisher(self.head, self.site, self.address)
        self.fields: dict[str, Any] = {}
        self.origins: dict[str, str] = {}
        self.shown = ""  # all text of the page
        self.size = 1  # characters of running text, about
        self.headlines: list[str] = []  # as printed
        self.story: int | None = None  # the element that holds headline and text
        self.safe: set[int] = set()  # nodes that no rule may take out

    def article(self) -> Article:
        """Return the article or raise ParseError."""
        self.tree.strip_machine()
        self.shown = text = self.tree.body.text_lexbor() if self.tree.body else ""
        if is_doubled(text) and (meant := undoubled(html := as_text(self.html))) != html:
            return Reader(meant, self.url, self.sites, self.stripped, self.furniture).article()
        self.size = text_size(self.tree, text)
        self.safe = headline_line(self.tree)
        self.story = story_of(self.tree)
        self.headlines = [text_of(node) for node in self.tree.all("h1")[:3]]
        self._strip_plain_aliens()
        marks = find_marks(self.tree)
        self.safe.update(node.mem_id for node in marks[Role.BODY])
        self._read_around(marks)
        self._strip_aliens(marks)
        self._read_headline(marks)
        self._strip_furniture(marks)
        sifted = self._body(marks)
        if sum(map(len, sifted.paragraphs)) < MINIMUM:
            sifted.paragraphs = self.claim.paragraphs or sifted.paragraphs
        self._adopt(sifted)
        self._judge(sifted)
        return self._article(sifted)

    def _read_around(self, marks: Marks) -> None:
        """Fields that stand in navigation: read before it goes."""
        title = read_title(self.tree, self.head, self.read, self.own)
        self._set("title", title.text or None, title.origin)
        section = read_section(self.tree, self.head, marks, self.read, title.text, self.address)
        self._set("section", section.text or None, section.origin)
        self._set("tags", read_tags(self.tree, self.head, marks, self.read), "tags")

    def _read_headline(self, marks: Marks) -> None:
        """Fields that stand between the headline and the text, or behind the text."""
        self._set("captions", read_captions(self.tree, marks, self.read), "captions")
        writers = read_authors(self.tree, self.head, marks, self.site, self.own)
        self._set("authors", writers.names, writers.origin)
        self._set("byline", writers.printed, writers.origin)
        self._set("published_at", *self._published(marks))
        self._set("modified_at", *read_modified(self.head, self._zone()))
        source, address = read_source(self.tree, marks, self.read, self.own)
        self._set("source_name", source.text or self._foreign(writers.source), source.origin or writers.origin)
        self._set("source_url", address or None, "source mark")
        dek, node = read_dek(self.tree, self.head, marks, self.read, self.fields["title"] or "")
        self._set("dek", dek.text or None, dek.origin)
        if node is not None:
            drop(node)

    def _published(self, marks: Marks) -> tuple[Moment | None, str]:
        """The site's selectors, JSON-LD, meta, what stands near the headline, last the day in the address."""
        zone = self._zone()
        moment, origin = read_published(self.head, shown_date(self.tree, self.read, zone), zone)
        if moment is None:
            moment, origin = visible_date(self.tree, marks, self._near(marks), zone)
        if moment is None:
            moment, origin = confirmed_date(marks, read_modified(self.head, zone)[0], zone)
        return (moment, origin) if moment else (address_date(self.address, zone), "address")

    def _near(self, marks: Marks) -> list[int]:
        """What the headline stands in, from itself outwards; without a headline, the dek or the body."""
        for node in [*self.tree.all("h1"), *marks[Role.DEK], *marks[Role.BODY]]:
            if attached(node) and node.tag != "meta":
                return [step.mem_id for step in line_of(node)]
        return []

    def _foreign(self, source: str | None) -> str | None:
        return None if source is None or self.own.is_own(source) else source

    def _strip_plain_aliens(self) -> None:
        """Navigation that can hold neither breadcrumb nor tags goes first: a third of a page need not be named."""
        for selector in self.read.keep:
            self.safe.update(node.mem_id for node in self.tree.css(selector))
        nodes = self.tree.all(*_ALIENS)
        plain = [node for node in nodes if not holds_role(node, _TOLD)]
        strip_marked(plain, _MOST * self.size, self.safe, "tag", self._discard)

    def _strip_aliens(self, marks: Marks) -> None:
        strip_marked(self.tree.all(*_ALIENS), _MOST * self.size, self.safe, "tag", self._discard)
        strip_marked(marks[Role.ALIEN], _MOST * self.size, self.safe, "alien", self._discard)
        walls = [node for node in marks[Role.WALL] if node.tag != "p"]
        strip_marked(walls, _MUCH * self.size, self.safe, "wall", self._discard, is_told)

    def _strip_furniture(self, marks: Marks) -> None:
        for selector in self.read.strip:
            strip_marked(self.tree.css(selector), _MOST * self.size, self.safe, "site", self._discard)
        strip_marked(self.tree.all("figure"), _PICTURE, self.safe, "tag", self._discard)
        for role in (Role.DATE, Role.CLOCK, Role.AUTHOR, Role.SOURCE, Role.CRUMBS):
            strip_marked(marks[role], _MARK, self.safe, role, self._discard)
        bodies = [node for node in marks[Role.BODY] if attached(node) and is_told(node)]
        telling = {step.mem_id for node in bodies for step in line_of(node)}
        for role in (Role.SHARE, Role.TAGS, Role.FURNITURE):
            nodes = [node for node in boxes(marks[role], self.tree) if node.mem_id not in telling]
            kept = self._tells if role == Role.FURNITURE else self._claimed
            strip_marked(nodes, _MUCH * self.size, self.safe, role, self._discard, kept)

    def _claimed(self, node: Node) -> bool:
        """Whether the page counts a box to its text."""
        return bool(self.claim) and self.claim.holds(node.text(separator=" "))

    def _tells(self, node: Node) -> bool:
        return is_told(node) or self._claimed(node)

    def _body(self, marks: Marks) -> Sifted:
        container = find_body(self.tree, marks, self.read, self.story)
        if container is None:
            return Sifted()
        teasers = strip_teasers(container, self._discard, self._claimed)
        said = (self.fields["title"], self.fields["dek"], self.head.title, *self.headlines)
        known = frozenset(fold(text) for text in said if text)
        sifted = sift(
            blocks_of(container), known, self._discard_text, self.furniture.get(self._site_name(), frozenset())
        )
        sifted.links += teasers
        if (source := sifted.source) and source.name and not source.url:
            sifted.source = replace(source, url=linked_address(container, source.name) or None)
        return sifted

    def _adopt(self, sifted: Sifted) -> None:
        """Fill what is still missing from lines found around the text."""
        if sifted.byline and not self.fields["authors"]:
            names = tuple(name for name in sifted.byline.authors if not self.own.is_named(name))
            self._set("authors", names, "last line")
            self._set("byline", sifted.byline.printed, "last line")
        if sifted.date and self.origins.get("published_at") in (None, "address"):
            self._set("published_at", find_date(sifted.date, self._zone()), "first line")
        if source := sifted.source:
            name = None if source.url and source.name and len(source.name) > 40 else source.name  # a title
            self._set("source_name", self.fields["source_name"] or name or self._name_of(source.url), "source line")
            self._set("source_url", self.fields["source_url"] or source.url, "source line")
        self._set("captions", tuple(dict.fromkeys((*self.fields["captions"], *sifted.captions))), "captions")
        self._set("tags", self.fields["tags"] or sifted.tags, "tags")

    def _name_of(self, address: str | None) -> str | None:
        """The publisher at an address, by its site file or else its host."""
        known = self.sites.by_host(host(address or ""))
        return known.title if known else host(address or "") or None

    def _judge(self, sifted: Sifted) -> None:
        refuse(
            Evidence(
                url=self.address,
                head=self.head,
                title=self.fields["title"] or "",
                dated=self.fields["published_at"] is not None,
                body="\n".join(sifted.paragraphs),
                paragraphs=len(sifted.paragraphs),
                links=sifted.links,
                html=self.html,
                shown=self.shown,
            )
        )

    def _article(self, sifted: Sifted) -> Article:
        fields, published, modified = self.fields, self.fields.pop("published_at"), self.fields.pop("modified_at")
        self._set("canonical_url", *self._canonical)
        return Article(
            **fields,
            url=self.url,
            site=self._site_name(),
            language=detect(" ".join(sifted.paragraphs[:3])[:500], self.head.language),
            paragraphs=tuple(sifted.paragraphs),
            published_at=published.at if published else None,
            published_precision=published.precision if published else None,
            published_from=self.origins.get("published_at"),
            modified_at=modified.at if modified else None,
            reader=READER,
            provenance=dict(self.origins),
            stripped=tuple(self.stripped or ()),
        )

    def _site_name(self) -> str:
        return self.site.name if self.site else host(self._canonical[0])

    @cached_property
    def _canonical(self) -> tuple[str, str]:
        return read_canonical(self.head, self.url)

    def _zone(self) -> str:
        return zone_of_page(self.site, self.head, self.address)

    def _set(self, field: str, value: object, origin: str) -> None:
        if value and value != self.fields.get(field):
            self.origins[field] = origin
        self.fields[field] = value

    def _discard(self, rule: str, node: Node) -> None:
        if self.stripped is not None and (text := text_of(node)):
            values = node.attributes
            name = (values.get("class") or values.get("id") or node.tag or "").strip()
            self.stripped.append(Stripped(f"{rule}: {name}", text))
        drop(node)

    def _discard_text(self, rule: str, text: str) -> None:
        if self.stripped is not None:
            self.stripped.append(Stripped(rule, text))

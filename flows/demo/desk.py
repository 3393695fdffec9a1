"""Host, address, visit -> Reply: what the demo newsrooms answer, as plain values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache, partial

from flows.demo import lists, pages
from flows.demo.content import Piece, read_pieces
from flows.demo.edition import Edition, addresses
from flows.demo.papers import PAPERS, Paper

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TAG = re.compile(r"/tags?/(?P<slug>[a-z0-9-]+)")
SECTION = re.compile(r"/chuyen-muc/(?P<slug>[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Reply:
    """A response before it is sent. `changed` is set where a visit may ask whether anything is new."""

    status: int
    body: bytes = b""
    content_type: str = HTML
    location: str = ""
    changed: datetime | None = None

    @property
    def validators(self) -> dict[str, str]:
        """ETag and Last-Modified, for replies that can be asked about (RFC 9110 section 8.8)."""
        if self.changed is None:
            return {}
        stamp = format_datetime(self.changed.astimezone(UTC), usegmt=True)
        return {"ETag": f'"{hashlib.sha256(self.body).hexdigest()[:20]}"', "Last-Modified": stamp}


Answer = Callable[[], Reply]


class Desk:
    """The eight papers on one visit. The same visit gives the same bytes, always."""

    def __init__(self, visit: int, written: Mapping[str, tuple[Piece, ...]] | None = None) -> None:
        pieces = read_pieces() if written is None else written
        self.editions = {e.paper.host: e for e in _editions(visit, pieces)}
        self._answers = {host: _answers(edition) for host, edition in self.editions.items()}

    def reply(self, host: str, address: str) -> Reply:
        """The reply to a GET; 404 for an unknown host or address."""
        edition = self.editions.get(host)
        if edition is None:
            return Reply(404, b"unknown host", "text/plain; charset=utf-8")
        answer = self._answers[host].get(address) or _list_answer(edition, address)
        return answer() if answer else _html(pages.furniture_page(edition, "missing"), status=404)


@cache
def desk(visit: int) -> Desk:
    """The papers on that visit, made once."""
    return Desk(visit)


def _editions(visit: int, written: Mapping[str, tuple[Piece, ...]]) -> list[Edition]:
    shown = [p.on(visit) for pieces in written.values() for p in pieces if p.visit <= visit]
    now = max(p.changed for p in shown) + timedelta(hours=1)
    everywhere = {k: v for paper in PAPERS for k, v in addresses(paper, written.get(paper.name, ())).items()}
    return [Edition(paper, written.get(paper.name, ()), visit, now, everywhere) for paper in PAPERS]


def _answers(edition: Edition) -> dict[str, Answer]:
    paper = edition.paper
    answers: dict[str, Answer] = {edition.path(p): partial(_article, edition, p) for p in edition.pieces}
    answers["/"] = lambda: _html(pages.front_page(edition))
    answers[paper.listing] = lambda: _html(pages.listing_page(edition, 1))
    for number in range(2, len(edition.listing_pages) + 1):
        answers[paper.next_page.format(page=number)] = partial(_listing, edition, number)
    for address, kind in paper.furniture:
        answers[address] = partial(_furniture, edition, kind)
    return answers | _machine_answers(edition)


def _machine_answers(edition: Edition) -> dict[str, Answer]:
    """robots.txt, feed, sitemaps and the old address that moved."""
    paper, answers = edition.paper, {}
    if paper.robots:
        answers["/robots.txt"] = lambda: Reply(200, paper.robots.encode(), "text/plain; charset=utf-8")
    if paper.feed:
        answers[paper.feed] = lambda: Reply(200, lists.feed(edition), XML, changed=edition.changed)
    for path, body in lists.sitemaps(edition).items():
        answers[path] = partial(Reply, 200, body, XML, changed=edition.changed)
    if paper.moved and edition.pieces:
        oldest = edition.pieces[-1]
        answers[paper.moved.format(slug=oldest.slug)] = partial(_moved, edition.address(oldest))
    return answers


def _list_answer(edition: Edition, address: str) -> Answer | None:
    if match := TAG.search(address):
        tags = {pages.slug(tag): tag for piece in edition.pieces for tag in piece.tags}
        if tag := tags.get(match["slug"]):
            return lambda: _html(pages.tag_page(edition, tag))
    if match := SECTION.match(address):
        sections = {pages.slug(piece.section): piece.section for piece in edition.pieces}
        if section := sections.get(match["slug"]):
            return lambda: _html(pages.section_page(edition, section))
    return None


def _html(text: str, status: int = 200) -> Reply:
    return Reply(status, text.encode())


def _listing(edition: Edition, number: int) -> Reply:
    return _html(pages.listing_page(edition, number))


def _moved(address: str) -> Reply:
    return Reply(301, b"", location=address)


def _article(edition: Edition, piece: Piece) -> Reply:
    encoding, charset = _charset(edition.paper, piece.slug)
    body = pages.article_page(edition, piece, charset).encode(encoding, "xmlcharrefreplace")
    return Reply(200, body, f"text/html; charset={charset}")


def _charset(paper: Paper, slug: str) -> tuple[str, str]:
    """The encoding of a page's bytes and the charset it claims."""
    odd = {name: (encoding, charset) for name, encoding, charset in paper.charsets}
    return odd.get(slug, ("utf-8", "utf-8"))


def _furniture(edition: Edition, kind: str) -> Reply:
    if kind == "pdf":
        return Reply(200, PDF, "application/pdf")
    if kind == "empty":
        return Reply(200, b"")
    return _html(pages.furniture_page(edition, kind))

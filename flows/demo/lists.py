"""Edition -> XML bytes: the feed and the sitemaps of one paper, broken ones included."""

from __future__ import annotations

from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flows.demo.content import Piece
    from flows.demo.edition import Edition

NEWS_SHOWN = 4  # articles in a news sitemap, which holds the last days only
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'


def feed(edition: Edition) -> bytes:
    """RSS 2.0 of all articles. A broken one has a stray byte, an undefined entity and a cut-off end."""
    items = "\n".join(_item(edition, p) for p in edition.pieces) + _removed_item(edition)
    paper = edition.paper
    text = (
        f'{PROLOGUE}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{escape(paper.title)}</title>\n<link>{paper.home}/</link>\n"
        f"<description>{escape(paper.title)}</description>\n"
        f"<lastBuildDate>{format_datetime(edition.changed)}</lastBuildDate>\n{items}\n</channel>\n</rss>\n"
    )
    return _broken(text) if paper.broken_feed else text.encode()


def sitemaps(edition: Edition) -> dict[str, bytes]:
    """The sitemap files by address: one file, or an index of one per month and one of the latest news."""
    paper = edition.paper
    if not paper.sitemap:
        return {}
    if not paper.sitemap_index:
        return {paper.sitemap: _sitemap(edition, edition.pieces)}
    months = sorted({f"{p.published:%Y-%m}" for p in edition.pieces})
    files = {
        f"/sitemaps/{month}.xml": _sitemap(edition, [p for p in edition.pieces if f"{p.published:%Y-%m}" == month])
        for month in months
    }
    files["/sitemaps/news.xml"] = _news_sitemap(edition)
    places = "\n".join(f"<sitemap><loc>{paper.home}{path}</loc></sitemap>" for path in files)
    index = f"{PROLOGUE}<sitemapindex {SITEMAP}>\n{places}\n</sitemapindex>\n"
    return files | {paper.sitemap: index.encode()}


def _item(edition: Edition, piece: Piece) -> str:
    """One feed line; its date is that of the last edit, as papers do that want an edit to be noticed."""
    link = edition.address(piece)
    if edition.paper.moved and piece.slug == edition.pieces[-1].slug:
        link = edition.paper.home + edition.paper.moved.format(slug=piece.slug)
    return _entry(piece.title, link, piece.changed, piece.dek)


def _entry(title: str, link: str, published: datetime, description: str) -> str:
    teaser = f"<a href='{escape(link)}'><img src='/anh/1.jpg'></a>{description}"
    return (
        f"<item>\n<title>{escape(title)}</title>\n<link>{escape(link)}</link>\n<guid>{escape(link)}</guid>\n"
        f"<pubDate>{format_datetime(published)}</pubDate>\n"
        f"<description><![CDATA[{teaser}]]></description>\n"
        "</item>"
    )


def _removed_item(edition: Edition) -> str:
    if not edition.paper.removed:
        return ""
    link = edition.paper.home + edition.paper.removed
    return "\n" + _entry("Bệnh viện mở thêm khu điều trị theo yêu cầu", link, edition.pieces[-1].published, "")


def _broken(text: str) -> bytes:
    cut = text.rindex("<description>") + len("<description><![CDATA[<a")
    first_item = text.index("<item>")
    head = text[:first_item].replace(
        "</description>", " &nbsp;Vietnam\N{REPLACEMENT CHARACTER}s health news</description>"
    )
    return (head + text[first_item:cut]).encode().replace("\N{REPLACEMENT CHARACTER}".encode(), b"\x92")


def _sitemap(edition: Edition, pieces: Iterable[Piece]) -> bytes:
    places = "\n".join(
        f"<url><loc>{escape(edition.address(p))}</loc><lastmod>{p.changed.isoformat()}</lastmod></url>" for p in pieces
    )
    return f"{PROLOGUE}<urlset {SITEMAP}>\n{places}\n</urlset>\n".encode()


def _news_sitemap(edition: Edition) -> bytes:
    paper = edition.paper
    publication = (
        f"<news:publication><news:name>{escape(paper.title)}</news:name>"
        f"<news:language>{paper.language}</news:language></news:publication>"
    )
    places = "\n".join(
        f"<url><loc>{escape(edition.address(p))}</loc><news:news>{publication}"
        f"<news:publication_date>{p.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(p.title)}</news:title></news:news></url>"
        for p in edition.pieces[:NEWS_SHOWN]
    )
    return f"{PROLOGUE}<urlset {SITEMAP} {NEWS}>\n{places}\n</urlset>\n".encode()

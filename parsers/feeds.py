"""Bytes of a feed, sitemap or listing page -> Listing: the addresses it names and what it says about them.

Nothing is dropped whole for one bad byte: what can be read is read, and `warnings` says what could not.
"""

from __future__ import annotations

import calendar
import re
import warnings
from datetime import UTC, datetime
from functools import partial
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

import feedparser

from parsers.charset import decode
from parsers.inflate import GZIP, PIECE, inflate
from parsers.jsonfeed import read_json
from parsers.listing import (
    Listing,
    absolute,
    believed,
    collected,
    entry_time,
    entry_title,
    is_web,
    writes_month_first,
)
from parsers.model import ZONE, Discover, FeedEntry
from parsers.textnorm import clean
from parsers.tree import Node, parse, text_of
from parsers.urls import canonical, same_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_ITEMS = 5000  # of one feed, the first ones: feedparser takes a second for so many, and news feeds have some hundred
MAX_UNPACKED = 50 * 1024 * 1024  # bytes of one unpacked sitemap: from the same protocol

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, section 2.2
_ROOT = re.compile(r"<(?!\?|!)\s*(?:\w+:)?([A-Za-z]+)")
_ITEM_END = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_FEED_ROOTS = frozenset({"rss", "feed", "rdf"})


def read_feed(body: bytes, url: str, zone: str = ZONE, now: datetime | None = None) -> Listing:
    """The entries of an RSS, Atom or JSON feed. Times are aware, UTC; one without an offset is in `zone`.

    `now`, when the feed was received, helps to tell the month from the day.
    """
    text, said = _text(body)
    if text.startswith(("{", "[")):
        return read_json(text, url, zone, said)
    text, long = _first_items(text)
    text, cut = _whole(text, ("</item>", "</entry>"), ("</rss>", "</feed>", "</rdf:rdf>", "</channel>"))
    cut = long or cut
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # feedparser's own, about its own names
        feed = feedparser.parse(
            text.encode(),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,  # we take links, titles and times; the sanitiser is the slow part
        )
    found = [dict(entry) for entry in feed.entries]
    dates = [entry.get(name) for entry in found for name in ("published", "updated")]
    time = partial(entry_time, zone=zone, month_first=writes_month_first(dates, zone, now))
    entries, doubt = believed(collected(_feed_entry(entry, url, time) for entry in found))
    if not entries and _root(text) not in _FEED_ROOTS:
        said.append(f"not a feed: it begins with <{_root(text) or '?'}>")
    elif feed.bozo:
        said.append(f"not well-formed, salvaged: {clean(str(feed.bozo_exception))[:200]}")
    return Listing(entries=entries, warnings=(*said, *cut, *doubt))


def read_sitemap(body: bytes, url: str, zone: str = ZONE) -> Listing:
    """The entries of a sitemap, news sitemap or list of addresses, or the sitemaps of an index; gzip or not.

    Read as HTML is read, so that no entity is ever expanded but the named characters and no error is fatal. A
    feed given as a sitemap (the protocol allows it) is read as a feed.
    """
    body, said = _unpacked(body)
    text, more = _text(body)
    said += more
    if _root(text) in _FEED_ROOTS:
        return read_feed(body, url, zone)
    if not _root(text):
        lines = (line.strip() for line in text.splitlines())
        return Listing(collected(FeedEntry(line) for line in lines if is_web(line)), warnings=tuple(said))
    text, cut = _whole(text, ("</url>", "</sitemap>"), ("</urlset>", "</sitemapindex>"))
    tree = parse(_CDATA.sub(lambda hit: escape(hit[1]), _DECLARATION.sub("", text)))
    entries, doubt = believed(collected(_sitemap_entry(_fields(node), url, zone) for node in tree.css("url")))
    sitemaps = _newest_first(_sitemap_entry(_fields(node), url, zone) for node in tree.css("sitemap"))
    if not entries and not sitemaps:
        said.append(f"no address in it: it begins with <{_root(text)}>")
    return Listing(entries, sitemaps, warnings=(*said, *cut, *doubt))


def read_listing(html: bytes | str, url: str, discover: Discover) -> Listing:
    """The article links of an HTML page: canonical addresses in the order printed, with the first words linked.

    A link counts when it stays on the site and matches `discover.article`.
    """
    tree = parse(html if isinstance(html, str) else decode(html))
    base = absolute(url, _attribute(tree.css_first("base[href]"), "href"))
    article = re.compile(discover.article)
    links = ((canonical(absolute(base, _attribute(node, "href"))), node) for node in tree.css("a[href]"))
    entries = collected(
        FeedEntry(link, _words(node)) for link, node in links if same_site(link, url) and article.search(link)
    )
    following = tree.css_first(discover.next_page) if discover.next_page else None
    next_page = absolute(base, _attribute(following, "href")) if _attribute(following, "href") else None
    return Listing(entries=entries, next_page=next_page if next_page != url else None)


def _unpacked(body: bytes) -> tuple[bytes, list[str]]:
    if not body.startswith(GZIP):
        return body, []
    content, complete = inflate(body, MAX_UNPACKED)
    return content, [] if complete else ["packed data cut off, broken or too large: read as far as it goes"]


def _text(body: bytes) -> tuple[str, list[str]]:
    """The text of an XML file, and what was wrong with its bytes. A declared encoding counts if it fits."""
    found = _DECLARED.match(body)
    text = decode(body, found[1].decode("ascii") if found else "")
    said = []
    if "\ufffd" in text:
        said.append(f"{text.count(chr(0xFFFD))} bytes are not text in its encoding")
    if _NOT_XML.search(text):
        said.append("control characters in it were left out")
        text = _NOT_XML.sub("", text)
    return _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n"), said


def _whole(text: str, items: tuple[str, ...], roots: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The text without a half-written last item, whose address may be cut anywhere."""
    tail = text[-4096:].lower()
    if any(root in tail for root in roots):
        return text, ()
    end = max((text.lower().rfind(item) + len(item) for item in items if item in text.lower()), default=0)
    return (text[:end], ("cut off: its end is missing",)) if end else (text, ())


def _first_items(text: str) -> tuple[str, tuple[str, ...]]:
    """The text of a feed as far as it will be read."""
    ends = islice(_ITEM_END.finditer(text), MAX_ITEMS - 1, MAX_ITEMS + 1)
    last, following = next(ends, None), next(ends, None)
    if last is None or following is None:
        return text, ()
    return text[: last.end()], (f"only its first {MAX_ITEMS} items are read",)


def _root(text: str) -> str:
    found = _ROOT.search(text[:PIECE])
    return found[1].lower() if found else ""


def _feed_entry(entry: dict[str, Any], url: str, time: Callable[[str | None], datetime | None]) -> FeedEntry | None:
    link, name = entry.get("link") or "", entry.get("id") or ""
    if not link or (link == name and not link.startswith("/")):  # an id is an address only when it is a whole one
        link = name if is_web(name) else ""
    if not link or not is_web(absolute(url, link)):
        return None
    published = time(entry.get("published")) or _struct(entry.get("published_parsed"))
    modified = time(entry.get("updated")) or _struct(entry.get("updated_parsed"))
    return FeedEntry(absolute(url, link), entry_title(entry.get("title")), published, modified)


def _sitemap_entry(fields: dict[str, str], url: str, zone: str) -> FeedEntry | None:
    address = absolute(url, fields.get("loc", ""))
    if "loc" not in fields or not is_web(address):
        return None
    published = entry_time(fields.get("news:publication_date"), zone)
    return FeedEntry(address, entry_title(fields.get("news:title")), published, entry_time(fields.get("lastmod"), zone))


def _fields(node: Node) -> dict[str, str]:
    """The text of each field below a node, the first of each name: `<x/>` makes nesting meaningless here."""
    fields: dict[str, str] = {}
    for inner in node.traverse():
        if inner.tag in ("loc", "lastmod", "news:title", "news:publication_date"):
            fields.setdefault(inner.tag, text_of(inner))
    return fields


def _newest_first(found: Iterable[FeedEntry | None]) -> tuple[str, ...]:
    dated = [(entry.modified_at or datetime.min.replace(tzinfo=UTC), entry.url) for entry in found if entry]
    return tuple(dict.fromkeys(url for _, url in sorted(dated, key=lambda pair: pair[0], reverse=True)))


def _struct(value: Any) -> datetime | None:
    """The time feedparser understood, for forms that are not ours; it gives UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (ValueError, OverflowError, OSError):
        return None


def _words(node: Node) -> str | None:
    return text_of(node) or clean(_attribute(node, "title")) or None


def _attribute(node: Node | None, name: str) -> str:
    return ((node.attributes.get(name) or "") if node else "").strip()

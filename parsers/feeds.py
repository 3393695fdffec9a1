"""Bytes of a feed, sitemap or listing page -> Listing: the addresses it names and what it says about them.

Nothing is dropped whole for one bad byte: what can be read is read, and `warnings` says what could not.
"""

from __future__ import annotations

import calendar
import re
import warnings
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import feedparser

from parsers.charset import decode
from parsers.dates import parse_date
from parsers.model import ZONE, Discover, FeedEntry
from parsers.textnorm import clean, unescape
from parsers.tree import Node, parse, text_of
from parsers.urls import canonical, same_site

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ENTRIES = 50_000  # of one list: the sitemap protocol's own limit, https://www.sitemaps.org/protocol.html
MAX_UNPACKED = 50 * 1024 * 1024  # bytes of one unpacked sitemap: from the same protocol
SAME_FROM = 5  # entries with one time of change: fewer may have been edited together
GZIP = b"\x1f\x8b"
PIECE = 64 * 1024

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(r"</?(?:a|b|br|em|font|i|img|p|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, section 2.2
_ROOT = re.compile(r"<(?!\?|!)\s*(?:\w+:)?([A-Za-z]+)")
_FEED_ROOTS = frozenset({"rss", "feed", "rdf"})


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list says: entries in the order printed, further sitemaps (newest first), the next page."""

    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    next_page: str | None = None
    warnings: tuple[str, ...] = ()


def read_feed(body: bytes, url: str, zone: str = ZONE) -> Listing:
    """The entries of an RSS or Atom feed. Times are aware, UTC; one without an offset is in `zone`."""
    text, said = _text(body)
    text, cut = _whole(text, ("</item>", "</entry>"), ("</rss>", "</feed>", "</rdf:rdf>", "</channel>"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # feedparser's own, about its own names
        feed = feedparser.parse(
            text.encode(),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,  # we take links, titles and times; the sanitiser is the slow part
        )
    entries, doubt = _believed(_collected(_feed_entry(dict(entry), url, zone) for entry in feed.entries))
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
        return Listing(_collected(FeedEntry(line) for line in lines if _is_web(line)), warnings=tuple(said))
    text, cut = _whole(text, ("</url>", "</sitemap>"), ("</urlset>", "</sitemapindex>"))
    tree = parse(_CDATA.sub(lambda hit: escape(hit[1]), _DECLARATION.sub("", text)))
    entries, doubt = _believed(_collected(_sitemap_entry(_fields(node), url, zone) for node in tree.css("url")))
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
    entries = _collected(
        FeedEntry(link, _words(node)) for link, node in links if same_site(link, url) and article.search(link)
    )
    following = tree.css_first(discover.next_page) if discover.next_page else None
    next_page = absolute(base, _attribute(following, "href")) if _attribute(following, "href") else None
    return Listing(entries=entries, next_page=next_page if next_page != url else None)


def inflate(data: bytes, limit: int, wbits: int = zlib.MAX_WBITS | 32) -> tuple[bytes, bool]:
    """The content of gzip or zlib data up to `limit` bytes, and whether that is all. Never raises."""
    content = bytearray()
    unpack = zlib.decompressobj(wbits)
    rest = memoryview(data)
    try:
        while rest and len(content) <= limit:
            piece = unpack.unconsumed_tail + bytes(rest[:PIECE])
            rest = rest[PIECE:]
            content += unpack.decompress(piece, limit + 1 - len(content))
            if unpack.eof and (unpack.unused_data or rest)[:2] == GZIP:  # another member follows
                rest = memoryview(unpack.unused_data + bytes(rest))
                unpack = zlib.decompressobj(wbits)
    except zlib.error:
        return bytes(content[:limit]), False
    return bytes(content[:limit]), unpack.eof and len(content) <= limit


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


def _root(text: str) -> str:
    found = _ROOT.search(text[:PIECE])
    return found[1].lower() if found else ""


def _feed_entry(entry: dict[str, Any], url: str, zone: str) -> FeedEntry | None:
    link = entry.get("link") or entry.get("id") or ""
    if not _is_web(absolute(url, link)) or (not entry.get("link") and not _is_web(link)):
        return None
    published = _time(entry.get("published"), zone) or _struct(entry.get("published_parsed"))
    modified = _time(entry.get("updated"), zone) or _struct(entry.get("updated_parsed"))
    return FeedEntry(absolute(url, link), _title(entry.get("title")), published, modified)


def _sitemap_entry(fields: dict[str, str], url: str, zone: str) -> FeedEntry | None:
    address = absolute(url, fields.get("loc", ""))
    if "loc" not in fields or not _is_web(address):
        return None
    published = _time(fields.get("news:publication_date"), zone)
    return FeedEntry(address, _title(fields.get("news:title")), published, _time(fields.get("lastmod"), zone))


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


def _collected(found: Iterable[FeedEntry | None]) -> tuple[FeedEntry, ...]:
    """Each address once, in order; what a later line knows more is added."""
    entries: dict[str, FeedEntry] = {}
    for entry in found:
        if entry is None:
            continue
        if len(entries) >= MAX_ENTRIES and entry.url not in entries:
            break
        entries[entry.url] = merged(entries[entry.url], entry) if entry.url in entries else entry
    return tuple(entries.values())


def _believed(entries: tuple[FeedEntry, ...]) -> tuple[tuple[FeedEntry, ...], tuple[str, ...]]:
    """The entries without times of change that only say when the list was made: the same one everywhere."""
    changes = [entry.modified_at for entry in entries if entry.modified_at]
    if len(changes) < SAME_FROM or len(set(changes)) > 1:
        return entries, ()
    doubt = f"all entries changed at {changes[0]:%Y-%m-%d %H:%M} UTC, it says: not believed"
    return tuple(replace(entry, modified_at=None) for entry in entries), (doubt,)


def merged(first: FeedEntry, second: FeedEntry) -> FeedEntry:
    """What two lists say of one address: the first wins where it says anything, the later change always."""
    return replace(
        first,
        title=first.title or second.title,
        published_at=first.published_at or second.published_at,
        modified_at=max(filter(None, (first.modified_at, second.modified_at)), default=None),
    )


def _time(text: str | None, zone: str) -> datetime | None:
    text = clean(text or "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        found = parse_date(text, zone)
        if found is None:
            return None
        moment = found.at
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)


def _struct(value: Any) -> datetime | None:
    """The time feedparser understood, for forms that are not ours; it gives UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (ValueError, OverflowError, OSError):
        return None


def _title(text: str | None) -> str | None:
    return clean(_TAG.sub(" ", unescape(text or ""))) or None


def _words(node: Node) -> str | None:
    return text_of(node) or clean(_attribute(node, "title")) or None


def _attribute(node: Node | None, name: str) -> str:
    return ((node.attributes.get(name) or "") if node else "").strip()


def absolute(base: str, address: str) -> str:
    """An address as it is meant on the page `base`; empty when nobody can say."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)

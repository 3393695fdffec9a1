"""What was read of a page -> nothing if it is an article, else ParseError with the reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from parsers.charset import Html, as_bytes
from parsers.cues import CUES
from parsers.model import ParseError, Reason
from parsers.sentences import ends_sentence
from parsers.textnorm import fold, words
from parsers.tree import parse
from parsers.urls import is_home, slug_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.head import Head

_MAGIC = (
    b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"RIFF", b"OggS",
    b"ID3", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x00\x00\x01\x00", b"wOF", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"MZ\x90",
)  # fmt: skip
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16: NUL bytes are text there
_MARKUP = re.compile(rb"<(?:!doctype\s+html|/?[a-z][a-z0-9]{0,15}(?:[\s/][^<>]*)?>)", re.IGNORECASE)
_FEED = re.compile(  # "*+": comments are passed once; to try all ways of reading a row of them takes for ever
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.DOTALL
)
_NESTING = re.compile(
    rb"<(/?)(?:div|span|[uod]l|section|article|blockquote|table|font|center|main|aside|nav|header|footer|form|details)\b",
    re.IGNORECASE,
)
_DEEPEST = 5000  # broken pages leave some hundred elements open
_LARGE = 30_000  # bytes: what smaller pages can nest costs less than a tenth of a second
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])  # but not ESC, which ISO-2022 uses
_SNIFF = 4096  # bytes looked at to tell text from other files

_SEARCH = re.compile(
    r"/(?:search|tim-?kiem|tags?|chu-de|topics?|tac-gia|authors?|keywords?|tu-khoa|label|archives?)(?:[/.]|$)|\.tag$"
)
_SEARCH_QUERY = re.compile(r"(?:^|&)(?:q|s|query|keywords?|search|tukhoa|tag)=")
_WALL = re.compile(
    r"dang nhap de|vui long dang nhap|danh cho (?:thanh vien|doc gia tra phi|hoi vien)|mua goi|de doc tiep"
    r"|(?:log|sign) ?in to (?:continue|read|view|access)|subscribe to (?:continue|read)|subscribers? only"
    r"|already a (?:subscriber|member)|create (?:a free|an) account|to continue reading|exclusive to subscribers"
)
_LOGIN_TITLE = re.compile(r"^(?:dang nhap|dang ky|log ?in|sign ?(?:in|up)|register)\b")
_PASSWORD = re.compile(rb"""type\s*=\s*["']?password""")  # in small letters
_RUN = 160  # characters without a blank: no word of any language
_CIPHER = re.compile(rf"[A-Za-z0-9+/=]{{{_RUN},}}")
_DECRYPT = re.compile(rb"CryptoJS|\bdecrypt\w*\s*\(|AES\.decrypt")
_TYPE_LIST = frozenset(("CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"))

_FORM_PAGE = 2000  # characters: a page with a password field and no more text is a form
_SECTION = 4  # words in the address of a section; headlines have more
_NAMED = 0.7  # share of the words of headline and address that they have in common
_OF_ONE = 0.5  # share of a text that stands in paragraphs, where it tells one thing
_TEASER = 350  # characters of text that a listing gives each headline, at most
_PROSE = 150  # characters of a paragraph that is more than a teaser
_ERROR_BODY = 1500  # characters: error pages and section fronts have no more running text
_CUT_SHORT = 500  # characters of a paid article that are only its opening
_NOT_FREE = (False, "False", "false")
MINIMUM = 120  # characters of body below which there is no article, only a teaser or a picture's page


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the reader saw, as far as the verdict needs it."""

    url: str
    head: Head
    title: str
    dated: bool
    body: str
    paragraphs: int
    links: int  # headlines linked to elsewhere within the container
    html: Html
    shown: str  # all text of the page


def is_markup(body: bytes) -> bool:
    """Whether bytes begin as HTML does."""
    return bool(_MARKUP.search(body, 0, _SNIFF))


def refuse_bytes(body: bytes) -> None:
    """Raise ParseError for what is not a web page at all: empty, binary, a feed, text without mark-up."""
    start = body[:_SNIFF]
    if not start.strip():
        raise ParseError(Reason.EMPTY, f"{len(body)} bytes")
    if body.startswith(_MAGIC) or (b"\x00" in start and not start.startswith(_WIDE)):
        raise ParseError(Reason.BINARY, f"starts with {body[:4]!r}")
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if controls > len(start) * 0.05 and not start.startswith(_WIDE):
        raise ParseError(Reason.BINARY, "control characters")
    if _FEED.match(start):
        raise ParseError(Reason.NOT_HTML, "a feed or sitemap")
    if not start.startswith(_WIDE) and not _MARKUP.search(body):
        raise ParseError(Reason.NOT_HTML, "no mark-up")


def refuse_nesting(page: Html) -> None:
    """Raise ParseError for elements thousands of levels deep, closed in the end or not: parsing them is quadratic."""
    html = as_bytes(page)
    tags = len(html) - len(html.replace(b"<", b"")) if len(html) >= _LARGE else 0  # twice as fast as count()
    if tags < _DEEPEST or (tags < 4 * _DEEPEST and tags - 2 * html.count(b"</") < _DEEPEST):
        return
    deepest = max(accumulate(-1 if slash else 1 for slash in _NESTING.findall(html)), default=0)
    if deepest > _DEEPEST:
        raise ParseError(Reason.TOO_LARGE, f"about {deepest} elements inside one another")


def refuse(seen: Evidence) -> None:
    """Raise ParseError if what was seen is no article, with the most telling reason first."""
    claims = claims_article(seen.head)
    if not claims:
        _refuse_other_pages(seen)
    if _is_cipher(seen.body):
        raise ParseError(Reason.ENCRYPTED_BODY, "the body is not readable text")
    if len(seen.body) < MINIMUM:
        _refuse_short(seen, claims=claims)
    if len(seen.body) < _CUT_SHORT and seen.head.article.get("isAccessibleForFree") in _NOT_FREE:
        raise ParseError(Reason.LOGIN_WALL, f"{len(seen.body)} characters before the wall")
    if not seen.title:
        raise ParseError(Reason.NO_TITLE)


def claims_article(head: Head) -> bool:
    """Whether the page calls itself an article in a way that listings do not."""
    return bool(head.article.get("headline") or head.article.get("datePublished")) or any(
        key in head.meta for key in ("article:published_time", "datepublished")
    )


def _refuse_other_pages(seen: Evidence) -> None:
    title = seen.title or seen.head.title
    if len(title) < 100 and len(seen.body) < _ERROR_BODY and CUES.error.search(title.casefold()):
        raise ParseError(Reason.ERROR_PAGE, title)
    if _is_front_page(seen):
        raise ParseError(Reason.HOME, seen.url)
    if _is_search(seen.url) and not _is_told(seen, 0.5):
        raise ParseError(Reason.SEARCH, seen.url)
    if _LOGIN_TITLE.match(fold(title)) and _asks_password(seen.html):
        raise ParseError(Reason.LOGIN_WALL, title)
    if _is_listing(seen):
        raise ParseError(Reason.LISTING, f"{seen.links} linked headlines, {seen.paragraphs} paragraphs")


def _is_front_page(seen: Evidence) -> bool:
    claims = (seen.head.canonical, seen.head.meta.get("og:url", ""))
    return is_home(seen.url) or (not seen.url and any(map(is_home, claims)))


def _is_search(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = unquote(parts.path).lower()
    return bool(_SEARCH.search(path) or _SEARCH_QUERY.search(parts.query.lower()))


def _is_listing(seen: Evidence) -> bool:
    """Headlines that lead elsewhere between short texts; an address without a headline makes it likelier."""
    slug = slug_words(seen.url)
    if len(slug) > _SECTION and (_is_told(seen, 2) or _names_headline(slug, seen)):
        return False
    share = 1.0 if seen.dated else 0.5
    if seen.links >= 5 and seen.links >= share * seen.paragraphs and len(seen.body) < _TEASER * seen.links:
        return True
    if seen.head.types & _TYPE_LIST and seen.links >= 2:
        return True
    if seen.url and not seen.dated and len(slug_words(seen.url)) <= _SECTION and seen.links >= 2:
        return len(seen.body) < _ERROR_BODY
    return False


def _names_headline(slug: Sequence[str], seen: Evidence) -> bool:
    """Whether the address is the headline's own words, and a text of some paragraphs stands under it."""
    said = set(words(seen.title))
    prose = sum(map(len, _prose(seen)))
    return len(said & set(slug)) >= _NAMED * max(len(said), len(set(slug))) and prose >= _OF_ONE * len(seen.body)


def _is_told(seen: Evidence, most: float) -> bool:
    """Whether there is running text, with at most so many linked headlines for each of its paragraphs."""
    prose = len(_prose(seen))
    return prose >= 4 and seen.links <= most * prose


def _prose(seen: Evidence) -> list[str]:
    """The paragraphs that are more than a teaser and end as sentences do."""
    return [line for line in seen.body.splitlines() if len(line) >= _PROSE and ends_sentence(line)]


def _is_cipher(body: str) -> bool:
    return _has_run(body) and sum(len(run) for run in _CIPHER.findall(body)) > 0.5 * len(body)


def _has_run(text: str) -> bool:
    """Whether somewhere no blank stands for long, as in all that `_CIPHER` finds: hardly any text, and soon told."""
    half = _RUN // 2  # a run that long fills one of these stretches
    return not all(" " in text[start : start + half] for start in range(0, len(text) - half + 1, half))


def _refuse_short(seen: Evidence, *, claims: bool) -> None:
    page = seen.shown[:50_000]
    if (_has_run(page) and _CIPHER.search(page)) or _is_decrypted(seen.html):
        raise ParseError(Reason.ENCRYPTED_BODY, "the body is decoded by a script")
    if (len(page) < _FORM_PAGE and _asks_password(seen.html)) or _WALL.search(fold(page[:6000])):
        raise ParseError(Reason.LOGIN_WALL, f"{len(seen.body)} characters before the wall")
    if not claims and CUES.error.search(page[:300].strip().casefold()):
        raise ParseError(Reason.ERROR_PAGE, seen.title)
    section = bool(seen.url) and len(slug_words(seen.url)) <= _SECTION
    if not claims and (count := _headlines(seen.html)) >= (4 if section else 8):
        raise ParseError(Reason.LISTING, f"{count} linked headlines")
    raise ParseError(Reason.NO_BODY, f"{len(seen.body)} characters")


def _asks_password(html: Html) -> bool:
    lower = as_bytes(html).lower()
    return b"password" in lower and bool(_PASSWORD.search(lower))


def _is_decrypted(html: Html) -> bool:
    raw = as_bytes(html)
    return (b"decrypt" in raw or b"CryptoJS" in raw) and bool(_DECRYPT.search(raw))


def _headlines(html: Html) -> int:
    """How many headlines of the page, as it came, lead elsewhere."""
    tree = parse(html)
    tree.strip_machine()
    links = tree.css("h1 a, h2 a, h3 a, h4 a, h5 a, article a, li a")
    return len({line for link in links if len(line := link.text_lexbor().strip()) >= 25})

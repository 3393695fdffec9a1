"""Page -> Article: what kind of response it is, and the reader for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parsers.charset import Html, decode, read_bytes
from parsers.model import Article, Page, ParseError, Reason, Stripped
from parsers.plaintext import parse_text
from parsers.reader import Reader
from parsers.sites import load_sites
from parsers.verdict import is_markup, refuse_bytes

if TYPE_CHECKING:
    from parsers.furniture import Furniture
    from parsers.sites import Sites

_LARGEST = 20_000_000  # bytes: no news page has a tenth of it
_SNIFF = 100_000  # characters of a text that are looked at to tell whether it is HTML
_TEXT_TYPES = frozenset(("text/plain", "text/markdown", ""))


def parse_page(page: Page, sites: Sites | None = None, furniture: Furniture | None = None) -> Article:
    """Return the article of a response: HTML, or plain text by its content type and bytes.

    `sites` are the site files to read by; the bundled ones unless given. `furniture` are the blocks that unrelated
    pages of each site hold, which no page shows alone. Raises ParseError: HTTP_STATUS for a
    status other than 2xx, TOO_LARGE, and the reasons of `parse_html` and `parse_text`.
    """
    return _read(page, sites, None, furniture)


def explain_page(page: Page, sites: Sites | None = None, furniture: Furniture | None = None) -> Article:
    """Return the same article as `parse_page` with every stripped block and the rule that stripped it."""
    return _read(page, sites, [], furniture)


def parse_html(html: bytes | str, url: str = "") -> Article:
    """Return the article of an HTML page; raises ParseError with the reason if it is none."""
    return Reader(_decoded(html), url, load_sites()).article()


def explain_html(html: bytes | str, url: str = "") -> Article:
    """Return the same article as `parse_html` with every stripped block and the rule that stripped it."""
    return Reader(_decoded(html), url, load_sites(), stripped=[]).article()


def _read(page: Page, sites: Sites | None, stripped: list[Stripped] | None, furniture: Furniture | None) -> Article:
    if not 200 <= page.status < 300:
        raise ParseError(Reason.HTTP_STATUS, str(page.status))
    if len(page.body) > _LARGEST:
        raise ParseError(Reason.TOO_LARGE, f"{len(page.body)} bytes")
    if page.content_type in _TEXT_TYPES and not is_markup(page.body):
        return parse_text(decode(page.body, page.charset), page.address, sites, furniture)
    refuse_bytes(page.body)
    html = read_bytes(page.body, page.charset)
    return Reader(html, page.address, sites or load_sites(), stripped, furniture).article()


def _decoded(html: Html) -> Html:
    refuse_bytes(html if isinstance(html, bytes) else html[:_SNIFF].encode("utf-8", "replace"))
    return read_bytes(html) if isinstance(html, bytes) else html

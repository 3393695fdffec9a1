"""Bytes and values in, values out: one document at a time. No network, no clock, no database.

The readers are imported when first asked for (PEP 562): who only needs the nouns does not wait for their patterns.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from parsers.model import (
    Article,
    Discover,
    FeedEntry,
    Moment,
    Page,
    ParseError,
    Precision,
    Read,
    Reason,
    Site,
    Stripped,
)

if TYPE_CHECKING:
    from parsers.article import explain_html, explain_page, parse_html, parse_page
    from parsers.plaintext import parse_text

_READERS = {
    "explain_html": "parsers.article",
    "explain_page": "parsers.article",
    "parse_html": "parsers.article",
    "parse_page": "parsers.article",
    "parse_text": "parsers.plaintext",
}

__all__ = [
    "Article",
    "Discover",
    "FeedEntry",
    "Moment",
    "Page",
    "ParseError",
    "Precision",
    "Read",
    "Reason",
    "Site",
    "Stripped",
    "explain_html",
    "explain_page",
    "parse_html",
    "parse_page",
    "parse_text",
]


def __getattr__(name: str) -> Any:
    """A reader, at its first use."""
    if name not in _READERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_READERS[name]), name)

"""Bytes and values in, values out: one document at a time. No network, no clock, no database."""

from __future__ import annotations

from parsers.article import explain_html, explain_page, parse_html, parse_page
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
from parsers.plaintext import parse_text

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

"""A record's address, time and first bytes -> whether a backfill wants it, before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, field_validator

from parsers import Page
from parsers.urls import host

TEXTS = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "")
HEAD = 4096  # bytes of a page in which it says its language
_LANGUAGE = re.compile(rb"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2,3})\b", re.IGNORECASE)


class Selection(BaseModel):
    """What is wanted of a crawl; an empty field asks nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hosts: tuple[str, ...] = ()  # with all below them
    languages: tuple[str, ...] = ()  # ISO 639-1
    since: date | None = None  # first day of fetching, in UTC
    until: date | None = None  # last day
    pattern: str = ""  # regular expression that an address holds

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from error
        return value

    def wants_record(self, url: str, at: datetime | None) -> bool:
        """By address and time: a record that is not wanted is not even unpacked into a page."""
        if self.hosts and not _below(host(url), self.hosts):
            return False
        if self.pattern and not re.search(self.pattern, url):
            return False
        day = at.date() if at else None
        return not day or ((not self.since or day >= self.since) and (not self.until or day <= self.until))

    def wants_page(self, page: Page) -> bool:
        """By status, kind and the language that it declares; a page that declares none is parsed to know."""
        if page.content_type not in TEXTS or not 200 <= page.status < 300:
            return False
        told = declared_language(page.headers, page.body) if self.languages else ""
        return not told or told in self.languages

    def wants_language(self, language: str) -> bool:
        """By the language that the text turned out to be in."""
        return not self.languages or not language or language in self.languages


def declared_language(headers: Mapping[str, str], body: bytes) -> str:
    """The language that the page says it is in, two letters; empty when it says none."""
    found = _LANGUAGE.search(body[:HEAD])
    said = found[1].decode() if found else headers.get("content-language", "")
    return said.strip()[:2].lower()


@lru_cache(maxsize=8192)
def _below(name: str, hosts: tuple[str, ...]) -> bool:
    return any(name == one or name.endswith(f".{one}") for one in hosts)

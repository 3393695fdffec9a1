"""The nouns: Page, FeedEntry, Article, Site, ParseError. Frozen values; nothing here reads, fetches or stores."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

ZONE = "Asia/Ho_Chi_Minh"  # of times that a Vietnamese page prints without one
DELAY_SECONDS = 2.0  # least time between two requests to a host, where its site file does not say


class Precision(StrEnum):
    """How exactly a moment is known; the moment itself is the start of that span."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Reason(StrEnum):
    """Why a page did not become an article: the whole vocabulary of `rejects.reason`."""

    EMPTY = "empty"
    BINARY = "binary"
    NOT_HTML = "not_html"
    NO_TITLE = "no_title"
    NO_BODY = "no_body"
    ENCRYPTED_BODY = "encrypted_body"
    LISTING = "listing"
    HOME = "home"
    SEARCH = "search"
    LOGIN_WALL = "login_wall"
    ERROR_PAGE = "error_page"
    HTTP_STATUS = "http_status"
    TOO_LARGE = "too_large"
    READER_FAILED = "reader_failed"  # a fault of ours, not of the page


class ParseError(ValueError):
    """A page is not an article. `reason` is one word of `Reason`, `detail` says what was seen.

    Does not mean that the program failed: a listing is a fine page, only not an article.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Moment:
    """An aware time and how exactly it is known."""

    at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True)
class Page:
    """A response as received: bytes, headers, time, status. Nothing in it has been judged yet."""

    url: str
    body: bytes
    fetched_at: datetime
    final_url: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case

    @property
    def address(self) -> str:
        """Where the body really came from: the end of the redirects."""
        return self.final_url or self.url

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case; empty if the server gave none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The character set the server declared, in lower case; empty if it declared none."""
        parameters = self.headers.get("content-type", "").lower().partition("charset=")[2]
        return parameters.partition(";")[0].strip(" \"'")

    @property
    def sha256(self) -> str:
        """Hex digest of the body."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One line of a feed, sitemap or listing: an address and what the list says about it."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stripped:
    """A block that is not the article, and the rule that removed it."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One cleaned news text with its metadata. Times are aware; text is NFC."""

    url: str = ""
    canonical_url: str = ""
    site: str = ""
    language: str = ""
    title: str | None = None
    dek: str | None = None
    paragraphs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    byline: str | None = None
    published_at: datetime | None = None
    published_precision: Precision | None = None
    published_from: str | None = None
    modified_at: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    source_name: str | None = None
    source_url: str | None = None
    reader: str = ""
    provenance: Mapping[str, str] = field(default_factory=dict)  # field -> where it was read
    stripped: tuple[Stripped, ...] = ()

    @property
    def text(self) -> str:
        """The body: paragraphs joined by one blank line. No title, dek, byline or furniture."""
        return "\n\n".join(self.paragraphs)


class MentionKind(StrEnum):
    """What a mention names: the vocabulary of `mentions.kind`."""

    COUNTRY = "country"  # a partner country, ISO 3166-1 alpha-2
    ORGANISATION = "organisation"
    HOSPITAL = "hospital"
    AMOUNT = "amount"  # a sum of money
    FIGURE = "figure"  # any other number with its unit


class Mention(NamedTuple):
    """A named thing in the body of an article: `surface` is `Article.text[start:end]`, to the letter.

    A tuple, for an article has dozens: they are made, and sent on by workers, in half the time.
    """

    kind: MentionKind
    entity_id: str | None  # key in the registry or ISO code; None for a party nobody has registered, and for numbers
    label: str  # the name to show: the registry's, else as printed; for numbers the normal form
    surface: str
    start: int
    end: int
    value: float | None = None  # of numbers; the lower end of a range
    value_high: float | None = None  # the upper end of a range
    unit: str | None = None  # ISO 4217 code of an amount, the unit of a figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One statement of an article that something was or will be agreed: `sentence` is `Article.text[start:end]`."""

    type: str
    stage: str
    vietnamese_party: str | None
    foreign_party: str | None
    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-2
    signed_on: date | None = None  # the first day of the span that `signed_precision` says; never an invented year
    signed_precision: str | None = None  # day, month, year; day_no_year where the text does not tell the year
    signed_text: str | None = None  # the date as printed
    amount: float | None = None
    currency: str | None = None  # ISO 4217
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the body of an article names and what it says was agreed, in the order of the text."""

    mentions: tuple[Mention, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    rule_version: int = 0  # of the rules that found them


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Where a site keeps its fields: CSS selectors, tried in order before the generic reader."""

    title: tuple[str, ...] = ()
    dek: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()  # blocks that are not the article, wherever they stand
    keep: tuple[str, ...] = ()  # blocks that look like boilerplate and are the article


@dataclass(frozen=True, slots=True, kw_only=True)
class Discover:
    """Where a site lists its addresses, and what an article address looks like."""

    feeds: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()  # what a search is asked for: a feed with `{query}` in its address is one per query
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    next_page: str = ""  # selector of the link to a listing's next page
    pages: int = 1  # listing pages to turn
    article: str = ""  # regular expression an article address must match; "" accepts any of the site


class SiteKind(StrEnum):
    """Who publishes a site: a way to ask for several at once."""

    OFFICIAL = "official"  # a ministry, a department, the government
    AGENCY = "agency"  # a news agency or broadcaster that others reprint
    PRESS = "press"
    INTERNATIONAL = "international"  # an international organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A news site we know by its file `parsers/sites/<host>.toml`. Data only, no behaviour."""

    name: str
    title: str  # the publisher as a reader knows it
    hosts: tuple[str, ...]
    language: str = "vi"
    family: str = ""  # CMS family whose selectors apply: parsers/families/<family>.toml
    enabled: bool = True
    note: str = ""
    delay_seconds: float = DELAY_SECONDS
    verify_tls: bool = True  # False believes any certificate: an exception that `hoptac status` shows
    zone: str = ZONE
    rank: int = 0  # which of equals is taken for the source of a story: 1 before 2, ...; 0 says nothing
    discover: Discover = field(default_factory=Discover)
    read: Read = field(default_factory=Read)
    kind: SiteKind = SiteKind.PRESS

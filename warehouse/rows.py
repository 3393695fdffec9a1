"""What a run hands to the warehouse: plain rows, gathered in a Batch, loaded in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from parsers.model import Article, Meaning
from parsers.topics import Relevance


class Kind(StrEnum):
    """What an address was asked for as: the vocabulary of `fetches.kind`."""

    ARTICLE = "article"
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    FILE = "file"


class Outcome(StrEnum):
    """What became of an attempt on an address: the vocabulary of `fetches.outcome`."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not_modified"
    ROBOTS = "robots"  # robots.txt disallows it, or could not be read
    BLOCKED = "blocked"  # 401, 403, 429, 451: the site does not want us; never evaded
    GONE = "gone"  # 404, 410
    HTTP_ERROR = "http_error"  # any other status that is not a success
    FAILED = "failed"  # no response: name, connection, TLS, time-out
    TOO_LARGE = "too_large"
    SKIPPED = "skipped"  # not asked for; `reason` says why (limit, since, other_site, not_article)


class State(StrEnum):
    """Where an address stands: the vocabulary of `internal.addresses.state`."""

    DUE = "due"  # to be fetched at `due_at`
    HELD = "held"  # fetched; its page is in `pages`
    GONE = "gone"
    REFUSED = "refused"  # robots, blocked, failed too often
    SKIPPED = "skipped"  # listed, but no article's address by the site's file; judged anew each time it is listed


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run of a flow. `finished_at` is None while it works."""

    run_id: UUID
    flow: str
    started_at: datetime
    finished_at: datetime | None = None
    state: str = "running"
    parameters: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A response that is in the archive. `page_id` is a digest of address and body, so it is the same each time."""

    page_id: UUID
    url: str
    final_url: str
    fetched_at: datetime
    status: int
    content_type: str
    charset: str
    bytes: int
    sha256: str
    warc_file: str
    warc_offset: int
    run_id: UUID
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRow:
    """One attempt on an address. For feeds, sitemaps and listings `listed`, `fresh`, `repeated` and `known` count their
    entries; for articles `is_listed` says whether a list of this run named the address.
    """

    fetch_id: UUID
    run_id: UUID
    site: str
    url: str
    kind: Kind
    at: datetime
    outcome: Outcome
    status: int | None = None
    reason: str | None = None
    elapsed_ms: int | None = None
    bytes: int | None = None
    page_id: UUID | None = None
    listed: int | None = None
    fresh: int | None = None  # seen for the first time
    repeated: int | None = None  # named before in this run
    known: int | None = None  # nothing is to be done about them: held, waiting, gone, refused or skipped before
    is_listed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article as read from a page, with what `topics` and `meaning` find in it; `article_id` is the key of its
    address.
    """

    article_id: UUID
    page_id: UUID
    seen_at: datetime
    article: Article
    content_hash: UUID
    relevance: float
    topic: str
    scored_by: str = ""  # version of the rules
    reasons: Relevance | None = None  # kept of what is relevant or to be reviewed
    meaning: Meaning = field(default_factory=Meaning)
    keys: tuple[int, ...] | None = None  # the sampled shingles of its words; without them the load looks again


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectRow:
    """A page that did not become an article."""

    page_id: UUID
    url: str
    stage: str
    reason: str
    detail: str
    run_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """Where one discovered address stands, so that none is forgotten between runs."""

    url: str
    site: str
    listed_at: datetime
    state: State
    due_at: datetime | None = None
    attempts: int = 0
    changed_at: datetime | None = None  # the newest time that its lists gave it
    asked_url: str = ""  # the address as listed, which is the one to ask; empty if it is `url`


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRow:
    """What a feed, sitemap or listing answered last, for the next conditional GET, and when that is to be."""

    url: str
    site: str
    checked_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None  # of its body
    news_at: datetime | None = None  # when it last named an address that was new
    due_at: datetime | None = None  # when it is to be asked again; None: at the next run


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRow:
    """How a domain stands with us: not to be asked before `until`; refusals and failures in a row so far."""

    domain: str
    until: datetime
    refusals: int
    failures: int
    reason: str
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRow:
    """A robots.txt as it answered last, to be believed for a day. `rules` is the file, empty if there was none."""

    url: str
    checked_at: datetime
    status: int
    rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All rows of one load. Loading the same batch twice changes nothing."""

    run: RunRow
    pages: tuple[PageRow, ...] = ()
    fetches: tuple[FetchRow, ...] = ()
    articles: tuple[ArticleRow, ...] = ()
    rejects: tuple[RejectRow, ...] = ()
    addresses: tuple[AddressRow, ...] = ()
    listings: tuple[ListingRow, ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    robots: tuple[RobotsRow, ...] = ()

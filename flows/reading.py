"""Page -> ArticleRow or RejectRow: parse one page, score it, read what it says, give it its keys.

The archive and DuckDB are imported where they are used: a worker process that is sent its pages needs neither, and
begins a fifth sooner without them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from flows.processes import process_pool
from parsers import Article, Page, ParseError, parse_page
from parsers.fingerprint import fingerprint, key
from parsers.furniture import Furniture
from parsers.meaning import read_meaning
from parsers.model import Meaning, Reason
from parsers.sites import Sites, load_sites
from parsers.topic_rules import load_rules
from parsers.topics import Relevance, score
from parsers.urls import canonical, host
from warehouse.rows import ArticleRow, PageRow, RejectRow

log = logging.getLogger(__name__)

UNADDRESSED = "urn:sha256:"  # the address of a page that has none: a digest of its bytes
UNKNOWN = "unknown"  # the site of such a page, unless it names its own address
NOWHERE = UUID(int=0)  # the run of a page that none has brought
POOL_FROM = 1000  # pages; below, starting worker processes costs more than it saves


@dataclass(frozen=True, slots=True)
class Unread:
    """An archived page that cannot be had back: its address, and what is wrong with the archive."""

    url: str
    problem: str


def page_id(page: Page) -> UUID:
    """The key of a response: its address and its bytes, so that the same answer is the same page."""
    return _key(page, page.sha256)


def _key(page: Page, digest: str) -> UUID:
    return key("page", page.url, digest)


def page_row(page: Page, run_id: UUID, warc_file: str, warc_offset: int) -> PageRow:
    """The row of an archived page."""
    digest = page.sha256  # of all its bytes: once
    return PageRow(
        page_id=_key(page, digest),
        url=page.url,
        final_url=page.address,
        fetched_at=page.fetched_at,
        status=page.status,
        content_type=page.content_type,
        charset=page.charset,
        bytes=len(page.body),
        sha256=digest,
        warc_file=warc_file,
        warc_offset=warc_offset,
        run_id=run_id,
        etag=page.headers.get("etag"),
        last_modified=page.headers.get("last-modified"),
    )


def furniture_of(published: Path) -> Furniture:
    """What the published warehouse knows of the sites' furniture; nothing where there is no warehouse yet."""
    from warehouse.db import reader  # noqa: PLC0415  # as above
    from warehouse.furniture import known_furniture  # noqa: PLC0415  # as above

    if not published.exists():
        return {}
    with reader(published) as con:
        return known_furniture(con)


def read_page(
    page: Page,
    run_id: UUID,
    sites: Path | None = None,
    furniture: Furniture | None = None,
    topics: Path | None = None,
) -> ArticleRow | RejectRow:
    """The article of a page, or why there is none. Raises nothing for what a page holds.

    A page that trips a fault of ours is a reject too, and logged: it must not stop the others, now or in later runs.
    """
    return _read_as(page_id(page), page, run_id, sites, furniture, topics)


def _read_as(  # what `read_page` is given, and the key of the page, which is a digest of all its bytes
    key_of_page: UUID, page: Page, run_id: UUID, sites: Path | None, furniture: Furniture | None, topics: Path | None
) -> ArticleRow | RejectRow:
    try:
        known = load_sites(sites)
        article = _addressed(page, parse_page(page, known, furniture), known)
        return _article_row(key_of_page, page, article, topics)
    except ParseError as error:
        reason, detail = error.reason, error.detail
    except Exception as error:
        log.exception("%s: the reader failed", page.url)
        reason, detail = Reason.READER_FAILED, f"{type(error).__name__}: {error}"
    return RejectRow(
        page_id=key_of_page,
        url=page.url,
        stage="parse",
        reason=str(reason),
        detail=detail,
        run_id=run_id,
        at=page.fetched_at,
    )


@contextmanager
def workers(pages: int) -> Iterator[Executor | None]:
    """Worker processes to read with when there are many pages, else None."""
    if pages < POOL_FROM:
        yield None
        return
    with process_pool() as pool:
        yield pool


@dataclass(frozen=True, slots=True)
class Reader:
    """What pages are read with: the user's own sites and words, and what is known of the sites' furniture."""

    sites: Path | None = None
    topics: Path | None = None
    furniture: Furniture | None = None

    def is_article(self, page: Page) -> bool:
        """Whether a page that is nowhere yet becomes an article."""
        found = _read_as(page_id(page), page, NOWHERE, self.sites, self.furniture, self.topics)
        return isinstance(found, ArticleRow)

    def rows(self, pages: Sequence[tuple[PageRow, Page]]) -> list[ArticleRow | RejectRow]:
        """The article of each page, or why there is none."""
        return [_read_as(row.page_id, page, row.run_id, self.sites, self.furniture, self.topics) for row, page in pages]


_READER: list[Reader] = []  # of a worker process, which gets it once, not with every piece


def worker_pool(reader: Reader, most: int | None = None) -> Executor:
    """Worker processes that read with `reader`, one a core unless `most` says how many; for `in_worker`."""
    return process_pool(most, _take_up, reader)


def _take_up(reader: Reader) -> None:
    _READER[:] = [reader]


def in_worker(pages: Sequence[tuple[PageRow, Page]]) -> list[ArticleRow | RejectRow]:
    """`Reader.rows` in a process of a `worker_pool`."""
    return _READER[0].rows(pages)


def read_archived(
    folder: Path,
    pages: Iterable[PageRow],
    sites: Path | None = None,
    furniture: Furniture | None = None,
    pool: Executor | None = None,
    topics: Path | None = None,
) -> Iterator[ArticleRow | RejectRow | Unread]:
    """Each archived page read, in order, in the workers of `pool` if there is one."""
    tasks = [(folder / row.warc_file, row, sites, furniture, topics) for row in pages]
    yield from pool.map(_read_one, tasks, chunksize=25) if pool else map(_read_one, tasks)


def _read_one(
    task: tuple[Path, PageRow, Path | None, Furniture | None, Path | None],
) -> ArticleRow | RejectRow | Unread:
    from flows.warc import ArchiveError  # noqa: PLC0415  # as above
    from flows.warc import read as read_record  # noqa: PLC0415  # as above

    path, row, sites, furniture, topics = task
    try:
        page = read_record(path, row.warc_offset)
    except ArchiveError as error:
        return Unread(row.url, str(error))
    return _read_as(row.page_id, page, row.run_id, sites, furniture, topics)


def _addressed(page: Page, article: Article, sites: Sites) -> Article:
    """The article under the one address it is held by, at the site that owns its host."""
    address = article.canonical_url or page.address
    if address.startswith(UNADDRESSED):
        if article.title is None:
            raise ParseError(Reason.NO_TITLE, "neither a title nor an address")
        return replace(article, url=address, canonical_url=address, site=UNKNOWN)
    site = sites.by_host(host(address))
    return replace(
        article,
        url=address if page.url.startswith(UNADDRESSED) else page.address,
        canonical_url=canonical(address),
        site=site.name if site else host(address),
    )


def _article_row(key_of_page: UUID, page: Page, article: Article, topics: Path | None) -> ArticleRow:
    found = score(article, load_rules(topics))
    content_hash, keys = fingerprint(article.text)
    return ArticleRow(
        article_id=key("article", article.canonical_url),
        page_id=key_of_page,
        seen_at=page.fetched_at,
        article=replace(article, stripped=()),  # nobody stores it, and it is half of what a worker would send
        content_hash=content_hash,
        keys=keys,
        relevance=found.relevance,
        topic=found.topic,
        scored_by=found.version,
        reasons=None if found.topic == "off_topic" else found,
        meaning=_meaning(article, found),
    )


def _meaning(article: Article, relevance: Relevance) -> Meaning:
    """What it says. A fault of ours there costs what it means, not the article: reading again brings it."""
    try:
        return read_meaning(article, relevance)
    except Exception:
        log.exception("%s: what it means could not be read", article.url)
        return Meaning()

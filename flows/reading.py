"""Page -> ArticleRow or RejectRow: parse one page, score it, give it its keys."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from flows.warc import read as read_record
from parsers import Article, Page, ParseError, parse_page
from parsers.fingerprint import content_hash, key
from parsers.furniture import Furniture
from parsers.model import Reason
from parsers.sites import load_sites
from parsers.topics import score
from parsers.urls import canonical, host
from warehouse.db import reader
from warehouse.furniture import known_furniture
from warehouse.rows import ArticleRow, PageRow, RejectRow

log = logging.getLogger(__name__)

UNADDRESSED = "urn:sha256:"  # the address of a page that has none: a digest of its bytes
UNKNOWN = "unknown"  # the site of such a page, unless it names its own address
POOL_FROM = 2000  # pages; below, starting worker processes costs more than it saves


def page_id(page: Page) -> UUID:
    """The key of a response: its address and its bytes, so that the same answer is the same page."""
    return key("page", page.url, page.sha256)


def page_row(page: Page, run_id: UUID, warc_file: str, warc_offset: int) -> PageRow:
    """The row of an archived page."""
    return PageRow(
        page_id=page_id(page),
        url=page.url,
        final_url=page.address,
        fetched_at=page.fetched_at,
        status=page.status,
        content_type=page.content_type,
        charset=page.charset,
        bytes=len(page.body),
        sha256=page.sha256,
        warc_file=warc_file,
        warc_offset=warc_offset,
        run_id=run_id,
        etag=page.headers.get("etag"),
        last_modified=page.headers.get("last-modified"),
    )


def furniture_of(published: Path) -> Furniture:
    """What the published warehouse knows of the sites' furniture; nothing where there is no warehouse yet."""
    if not published.exists():
        return {}
    with reader(published) as con:
        return known_furniture(con)


def read_page(
    page: Page, run_id: UUID, sites: Path | None = None, furniture: Furniture | None = None
) -> ArticleRow | RejectRow:
    """The article of a page, or why there is none. Raises nothing for what a page holds.

    A page that trips a fault of ours is a reject too, and logged: it must not stop the others, now or in later runs.
    """
    try:
        return _article_row(page, _addressed(page, parse_page(page, load_sites(sites), furniture)))
    except ParseError as error:
        reason, detail = error.reason, error.detail
    except Exception as error:
        log.exception("%s: the reader failed", page.url)
        reason, detail = Reason.READER_FAILED, f"{type(error).__name__}: {error}"
    return RejectRow(
        page_id=page_id(page),
        url=page.url,
        stage="parse",
        reason=str(reason),
        detail=detail,
        run_id=run_id,
        at=page.fetched_at,
    )


def read_archived(
    folder: Path, pages: Iterable[PageRow], sites: Path | None = None, furniture: Furniture | None = None
) -> Iterator[ArticleRow | RejectRow]:
    """Each archived page read, in order; in worker processes when there are many."""
    pages = list(pages)
    tasks = [(folder / row.warc_file, row.warc_offset, row.run_id, sites, furniture) for row in pages]
    if len(tasks) < POOL_FROM:
        yield from map(_read_one, tasks)
        return
    with ProcessPoolExecutor() as pool:
        yield from pool.map(_read_one, tasks, chunksize=50)


def _read_one(task: tuple[Path, int, UUID, Path | None, Furniture | None]) -> ArticleRow | RejectRow:
    path, offset, run_id, sites, furniture = task
    return read_page(read_record(path, offset), run_id, sites, furniture)


def _addressed(page: Page, article: Article) -> Article:
    address = article.canonical_url or page.address
    if address.startswith(UNADDRESSED):
        if article.title is None:
            raise ParseError(Reason.NO_TITLE, "neither a title nor an address")
        return replace(article, url=address, canonical_url=address, site=article.site or UNKNOWN)
    return replace(
        article,
        url=address if page.url.startswith(UNADDRESSED) else page.address,
        canonical_url=canonical(address),
        site=article.site or host(address),
    )


def _article_row(page: Page, article: Article) -> ArticleRow:
    relevance = score(article)
    return ArticleRow(
        article_id=key("article", article.canonical_url),
        page_id=page_id(page),
        seen_at=page.fetched_at,
        article=article,
        content_hash=content_hash(article.text),
        relevance=relevance.relevance,
        topic=relevance.topic,
    )

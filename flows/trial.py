"""An address or a file -> its article with every stripped block: what `hoptac try` shows."""

from __future__ import annotations

import asyncio
from pathlib import Path

from flows.errors import HoptacError
from flows.fetch import Fetcher
from flows.files import ImportProblem, find, read
from flows.reading import furniture_of
from flows.settings import Settings
from parsers import Article, Page, ParseError, explain_page
from parsers.model import DELAY_SECONDS
from parsers.sites import load_sites


class NotFetched(HoptacError):
    """The address gave no page; the message says why."""


class NotAnArticle(HoptacError):
    """The page was read and is no article; the message names it and says what it is."""


def trial(settings: Settings, page: str) -> Article:
    """The article of one page, read as the home would read it, with nothing stored.

    Raises NotFetched, ImportProblem for a file that cannot be read, NotAnArticle when the page is none.
    """
    sites = load_sites(settings.sites)
    found = asyncio.run(_fetched(settings, page)) if page.startswith(("http://", "https://")) else _first(Path(page))
    try:
        return explain_page(found, sites, furniture_of(settings.warehouse_file))
    except ParseError as error:
        raise NotAnArticle(f"{page}: not an article: {error}") from error


async def _fetched(settings: Settings, url: str) -> Page:
    async with Fetcher(settings) as fetcher:
        fetched = await fetcher.get(url, delay=DELAY_SECONDS)
    if fetched.page is None:
        raise NotFetched(f"{url}: {fetched.outcome}: {fetched.reason or fetched.status}")
    return fetched.page


def _first(path: Path) -> Page:
    for file in find([path]).files:
        for page in read(file):
            return page
    raise ImportProblem(f"{path}: holds no page; give one page, not a folder or a list")

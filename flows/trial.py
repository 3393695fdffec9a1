"""An address or a file -> its article with every stripped block: what `hoptac try` shows."""

from __future__ import annotations

import asyncio
from pathlib import Path

from flows.fetch import Fetcher
from flows.files import ImportProblem, read
from flows.reading import furniture_of
from flows.settings import Settings
from parsers import Article, Page, explain_page
from parsers.model import DELAY_SECONDS
from parsers.sites import load_sites


class NotFetched(RuntimeError):
    """The address gave no page; the message says why."""


def trial(settings: Settings, page: str) -> Article:
    """The article of one page, read with nothing stored.

    Raises NotFetched, ImportProblem for a file that cannot be read, ParseError when the page is no article.
    """
    sites = load_sites(settings.sites)
    found = asyncio.run(_fetched(settings, page)) if page.startswith(("http://", "https://")) else _first(Path(page))
    return explain_page(found, sites, furniture_of(settings.warehouse_file))


async def _fetched(settings: Settings, url: str) -> Page:
    async with Fetcher(settings) as fetcher:
        fetched = await fetcher.get(url, delay=DELAY_SECONDS)
    if fetched.page is None:
        raise NotFetched(f"{url}: {fetched.outcome}: {fetched.reason or fetched.status}")
    return fetched.page


def _first(path: Path) -> Page:
    if not path.is_file():
        raise ImportProblem(f"{path}: no such file; check the path")
    for page in read(path):
        return page
    raise ImportProblem(f"{path}: holds no page")

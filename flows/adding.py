"""The address of an unknown site -> a draft of its site file and of a golden page, and what was probed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from flows.errors import HoptacError
from flows.fetch import Fetcher
from flows.robots import address as robots_address
from flows.robots import named_sitemaps
from flows.settings import Settings
from parsers import Article, Page, ParseError, explain_page, golden
from parsers.charset import decode
from parsers.feeds import read_feed, read_sitemap
from parsers.model import DELAY_SECONDS
from parsers.proposal import (
    article_form,
    headline_links,
    offered_feeds,
    own,
    page_name,
    site_file,
    site_name,
    site_title,
)
from parsers.sites import load_sites
from parsers.urls import host

WELL_KNOWN = (
    "/rss", "/rss.xml", "/feed", "/feed.xml", "/feed.json", "/atom.xml", "/rss/home.rss",
    "/sitemap.xml", "/sitemap_index.xml", "/sitemap-news.xml", "/news-sitemap.xml",
)  # fmt: skip  # asked only when the site itself names no list
MAX_PROBES = 14
ENOUGH = 3  # lists with articles; then the probing ends


class SiteProblem(HoptacError):
    """A site cannot be added; the message says why and what to do."""


@dataclass(slots=True)
class Draft:
    """A proposed site file, where it was written, what was probed (address -> what came), and an article read by it.

    `golden` is that article's page; the fields as read lie beside it.
    """

    path: Path
    text: str
    probed: dict[str, str] = field(default_factory=dict)
    article: Article | None = None
    problem: str = ""  # why there is no article to show
    golden: Path | None = None


async def add_site(settings: Settings, url: str, folder: Path | None = None) -> Draft:
    """Probe a site's feeds, sitemaps and front page; write a draft of its file and of a golden page into `folder`.

    Without one, into the folder of the user's own site files. Raises SiteProblem when the site is known already, cannot
    be fetched, or names no articles anywhere.
    """
    folder = folder or settings.sites or settings.home / "sites"
    path = folder / f"{host(url)}.toml"
    known = load_sites(settings.sites).by_host(host(url))
    if path.exists() or known:
        raise SiteProblem(f"{host(url)}: has a site file already ({known.name if known else path}); edit that one")
    async with Fetcher(settings) as fetcher:
        probe = _Probe(fetcher, url)
        text = await probe.draft()
        draft = Draft(path, text, probe.probed)
        draft.article, draft.problem = await probe.preview()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    if draft.article and probe.page:
        draft.golden = _propose_golden(draft.article, probe.page, site_name(host(url)), folder)
    return draft


def _propose_golden(article: Article, page: Page, site: str, folder: Path) -> Path:
    """Write the page, in UTF-8, and beside it the fields as read, in the form of the golden pages. Returns the page."""
    path = folder / f"{page_name(site, page.address)}.html"
    path.write_bytes(decode(page.body, page.charset).encode("utf-8", "replace"))
    fields = golden.expected(article) | {"site": site, "absent": []}
    path.with_suffix(".json").write_text(golden.written(fields), "utf-8")
    return path


@dataclass(slots=True)
class _Probe:
    """One site being probed; what was found so far."""

    fetcher: Fetcher
    url: str
    probed: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=lambda: {"feeds": [], "sitemaps": [], "listings": []})
    articles: list[str] = field(default_factory=list)
    page: Page | None = None  # the example, as fetched
    example: tuple[Article | None, str] | None = None

    async def draft(self) -> str:
        """The text of the site file."""
        front = await self._get(self.url)
        if front is None:
            raise SiteProblem(f"{self.url}: {self.probed[self.url]}; nothing to add")
        html = decode(front.body, front.charset)
        maps = await self._get(robots_address(self.url))
        offered = [*offered_feeds(html, front.address), *(named_sitemaps(maps.body) if maps else ())]
        await self._probe_all(offered or [urljoin(self.url, path) for path in WELL_KNOWN])
        if not self.articles:
            self.articles = list(own(headline_links(html, front.address), front.address))
            self.lists["listings"] = [front.address] if self.articles else []
        if not self.articles:
            raise SiteProblem(f"{self.url}: no feed, no sitemap and no headlines found; write its site file by hand")
        self.example = await self._read_one()
        language = (self.example[0].language if self.example[0] else "") or "vi"
        title = site_title(html, front.address)
        return site_file(host(self.url), title, language, dict(self.lists), article_form(self.articles))

    async def preview(self) -> tuple[Article | None, str]:
        """One article, or why it could not be read."""
        return self.example or (None, "nothing was read")

    async def _probe_all(self, addresses: list[str]) -> None:
        waiting = list(dict.fromkeys(addresses))
        while waiting and len(self.probed) < MAX_PROBES and sum(map(len, self.lists.values())) < ENOUGH:
            url = waiting.pop(0)
            page = await self._get(url) if url not in self.probed else None
            if page:
                waiting[:0] = self._judge(url, page)

    def _judge(self, url: str, page: Page) -> list[str]:
        """Note what a list gave; returns the newest sitemap of an index, to see whether articles are behind it."""
        feed = read_feed(page.body, page.address)
        listing = feed if feed.entries else read_sitemap(page.body, page.address)
        found = own((entry.url for entry in listing.entries), self.url)
        if listing.sitemaps and not found:
            self.probed[url] = f"an index of {len(listing.sitemaps)} sitemaps"
            self.lists["sitemaps"].append(url)
            return list(listing.sitemaps[:1])
        self.probed[url] = f"{len(found)} addresses of this host"
        if found:
            behind = any("an index" in said for said in self.probed.values()) and not feed.entries
            if not behind:  # else its index stands in the file
                self.lists["feeds" if feed.entries else "sitemaps"].append(url)
            self.articles += found
        return []

    async def _read_one(self) -> tuple[Article | None, str]:
        page = self.page = await self._get(self.articles[0])
        if page is None:
            return None, self.probed[self.articles[0]]
        try:
            return explain_page(page), ""
        except ParseError as error:
            return None, f"{page.address}: {error}"

    async def _get(self, url: str) -> Page | None:
        fetched = await self.fetcher.get(url, delay=DELAY_SECONDS)
        self.probed[url] = "a page" if fetched.page else f"{fetched.outcome}: {fetched.reason or fetched.status}"
        return fetched.page

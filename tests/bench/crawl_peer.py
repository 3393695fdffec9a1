"""Addresses -> articles in DuckDB by Scrapy and trafilatura: what a user would build without Hoptac.

Run as a process of its own, `python -m tests.bench.crawl_peer ADDRESSES DATABASE`; robots.txt is obeyed, nothing else
is done beyond text and metadata: no archive, no duplicates, no revisions, no meaning, no search.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess

ROWS = 200  # to an insert


class News(scrapy.Spider):  # type: ignore[misc]  # no type stubs
    """Fetches the addresses it is given and keeps what trafilatura reads of them."""

    name = "news"

    def __init__(self, addresses: list[str], database: str) -> None:
        super().__init__()
        self.start_urls = addresses
        self.con = duckdb.connect(database)
        self.con.execute("CREATE TABLE articles (url TEXT, title TEXT, author TEXT, date TEXT, body TEXT)")
        self.rows: list[tuple[Any, ...]] = []

    def parse(self, response: Any) -> Iterator[None]:
        """Keep one page."""
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if found is not None:
            self.rows.append((response.url, found.title, found.author, found.date, found.text))
        if len(self.rows) >= ROWS:
            self.flush()
        yield from ()

    def flush(self) -> None:
        """Write what was kept."""
        if self.rows:
            appender = self.con.appender("articles")
            appender.append_rows(self.rows)
            appender.flush()
            self.rows.clear()

    def closed(self, reason: str) -> None:
        """Write the rest."""
        self.flush()
        self.con.close()


def main(listed: Path, database: str) -> None:
    """Crawl as fast as Scrapy can."""
    settings = {
        "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "AUTOTHROTTLE_ENABLED": False, "COOKIES_ENABLED": False,
    }  # fmt: skip
    process = CrawlerProcess(settings)
    process.crawl(News, addresses=listed.read_text("utf-8").split(), database=database)
    process.start()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

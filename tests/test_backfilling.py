"""Does a backfill find what a time listed, say how much it is, fetch it in rounds, and go on after a stop?"""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from flows import pipeline
from flows.backfilling import BackfillRequest, Estimate, SiteEstimate, fill, one_round, survey
from flows.demo.newsroom import Newsroom
from flows.request import Request
from flows.settings import Settings
from flows.window import Window
from parsers.model import FeedEntry
from tests.homes import ask, home_for

ALWAYS = {"since": date(2000, 1, 1), "until": date(2099, 12, 31)}


@pytest.fixture
def settings(room: Newsroom, tmp_path: Path) -> Settings:
    return home_for(room, tmp_path)


def test_it_looks_first_and_fetches_in_rounds(settings: Settings, room: Newsroom) -> None:
    request = BackfillRequest(sites=["suckhoeviethop.example"], **ALWAYS)
    report, estimate = asyncio.run(survey(settings, request))
    assert not report.failed
    assert ask(settings, "SELECT count(*) FROM pages") == [(0,)], "only looked"
    total = estimate.articles
    assert total >= 8
    assert ask(settings, "SELECT count(*) FROM internal.addresses WHERE state = 'due'") == [(total,)]
    first, more = asyncio.run(one_round(settings, request, most=3))
    assert (first.counts["pages"], more) == (3, True)
    asyncio.run(survey(settings, request))  # as after a kill: the same call again
    asyncio.run(fill(settings, request))
    tried = "SELECT count(*), count(DISTINCT url) FROM fetches WHERE kind = 'article' AND outcome <> 'skipped'"
    assert ask(settings, tried) == [(total, total)], "each once"
    assert ask(settings, "SELECT count(*) FROM internal.addresses WHERE state = 'due'") == [(0,)]


def test_it_hides_nothing_from_the_next_ingest(settings: Settings, room: Newsroom) -> None:
    nothing = BackfillRequest(sites=["suckhoeviethop"], since=date(2001, 1, 1), until=date(2001, 1, 2))
    _, estimate = asyncio.run(survey(settings, nothing))
    assert estimate.articles == 0
    outside = ask(settings, "SELECT DISTINCT reason FROM fetches WHERE kind = 'article' AND outcome = 'skipped'")
    assert ("until",) in outside
    report = asyncio.run(pipeline.ingest(settings, Request(sites=["suckhoeviethop"])))
    assert report.counts["new"] >= 8, "the lists are read again, whole"


def test_days_in_the_wrong_order_are_named() -> None:
    with pytest.raises(ValidationError, match="since 2026-02-01 is after until 2026-01-01"):
        BackfillRequest(sites=["x"], since=date(2026, 2, 1), until=date(2026, 1, 1))


def test_an_estimate_reads() -> None:
    estimate = Estimate((SiteEstimate("a", 1800, 3600.0, 200_000_000), SiteEstimate("b", 1, 2.0, 100_000)), 3600.0)
    assert estimate.told() == "1801 articles to fetch: about 1:00:00, 200 MB"


MAY = Window(date(2026, 5, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("sitemap", "expected"),
    [
        ("https://a.test/sitemap-2026-05.xml", True),
        ("https://a.test/sitemaps/2026/5.xml", True),  # the year fits, and the month is not written with two digits
        ("https://a.test/sitemap-2026-04.xml", False),
        ("https://a.test/sitemap-202605.xml", True),
        ("https://a.test/sitemap-202606.xml", False),
        ("https://a.test/sitemap_2025.xml", False),
        ("https://a.test/sitemap_2026.xml", True),
        ("https://a.test/news-12.xml", True),
        ("https://2019.test/news.xml", True),  # a host is no date
    ],
)
def test_sitemaps_named_for_another_time_are_left_out(sitemap: str, expected: bool) -> None:
    assert MAY.may_list(sitemap) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.test/tin-20260515080000123.htm", ""),
        ("https://a.test/tin-20260430080000123.htm", "since"),
        ("https://a.test/tin-20260601080000123.htm", "until"),
        ("https://a.test/tin-moi.htm", ""),  # nothing tells its day: better fetched than lost
    ],
)
def test_the_address_tells_the_day_where_the_list_does_not(url: str, expected: str) -> None:
    assert MAY.refusal(FeedEntry(url), "Asia/Ho_Chi_Minh") == expected

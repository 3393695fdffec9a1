"""Sites and days -> what of that time is listed and not held, then all of it, round by round. No Prefect here.

First a survey: every list of a site is followed far back, and each address of those days is kept as due. Then rounds
of an ordinary ingest that asks no lists, each a run of its own that publishes; between rounds others may work. Killed
at any point, the same call goes on where it stopped: what is held is known, what is not is due.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from pydantic import BaseModel, ConfigDict, Field, model_validator

from flows.accounting import accounted, set_aside
from flows.discover import Reach, discover
from flows.lock import alone
from flows.logs import logged
from flows.pipeline import Step, Work, begin, finish, ingest, plainly, prepare, quietly, visit_all
from flows.plan import decide
from flows.report import Report
from flows.request import Request, chosen
from flows.settings import Settings
from flows.visit import Desk, Harvest, Watch, passed_over, waiting
from flows.window import Window
from parsers import Site
from parsers.urls import domain, host
from warehouse.db import reader
from warehouse.rows import Kind, Outcome
from warehouse.state import due, known_addresses, mean_page_bytes

MOST_SITEMAPS = 500
MOST_PAGES = 50  # of a listing
ROUND = 200  # articles of a site


class BackfillRequest(BaseModel):
    """Which sites to fill back, and the days, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sites: list[str] = Field(min_length=1)  # names or hosts
    since: date
    until: date
    pages: int = Field(default=MOST_PAGES, ge=1)  # of each listing

    @model_validator(mode="after")
    def _in_order(self) -> BackfillRequest:
        if self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}: exchange them")
        return self


@dataclass(frozen=True, slots=True)
class SiteEstimate:
    """What a backfill of one site will fetch; `seconds` at the site's own delay, `bytes` as its pages were so far."""

    site: str
    articles: int
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a backfill will fetch. Sites of one domain share a connection, the others are asked side by side."""

    sites: tuple[SiteEstimate, ...]
    seconds: float

    @property
    def articles(self) -> int:
        """Articles to fetch, of all sites."""
        return sum(site.articles for site in self.sites)

    def told(self) -> str:
        """The estimate in one line."""
        size = sum(site.bytes for site in self.sites) / 1e6
        return f"{self.articles} articles to fetch: about {timedelta(seconds=round(self.seconds))}, {size:.0f} MB"


async def survey(
    settings: Settings, request: BackfillRequest, step: Step = plainly, watch: Watch = quietly
) -> tuple[Report, Estimate]:
    """Follow the lists of the sites back and keep every address of those days as due; fetch no article.

    Raises RequestError for an unknown site, HomeBusy when another run is at work.
    """
    sites = chosen(settings, request.sites)
    with alone(settings.home), logged(settings.logs):
        run = begin("backfill", request.model_dump(mode="json"), settings)
        work = Work(settings, step, watch)
        await prepare(work, run)
        exploring = partial(_explore, Window(request.since, request.until), request.pages)
        asked = Request(sites=[site.name for site in sites])
        report = await finish(work, run, *await visit_all(work, sites, asked, run, exploring))
    return report, await asyncio.to_thread(estimate, settings, sites)


async def _explore(window: Window, pages: int, site: Site, desk: Desk) -> Harvest:
    """All that a site lists of those days, as addresses that are due.

    Lists are asked without a condition, and no validators are kept: the next ingest reads them for its own news.
    """
    reach = Reach(MOST_SITEMAPS, pages, window.may_list)
    found = await discover(site, desk.fetcher, {}, desk.run, reach=reach)
    refusals = {entry: window.refusal(entry, site.zone) for entry in found.entries}
    with reader(desk.settings.warehouse_file) as con:
        known = known_addresses(con, list(found.origins))
    inside = [entry for entry, why in refusals.items() if not why]
    plan = decide(inside, known, desk.run.started_at, limit=0)
    outside = tuple((entry, why) for entry, why in refusals.items() if why)
    attempts = passed_over(site, (*outside, *((entry, "limit") for entry in plan.later)), desk.run)
    return Harvest(
        site=site.name,
        fetches=accounted(found, known, plan, attempts),
        addresses=(*waiting(site, plan, known, desk.run), *set_aside(found, known)),
    )


def estimate(settings: Settings, sites: Sequence[Site]) -> Estimate:
    """What is due at these sites now, and what fetching it will take."""
    now = datetime.now(UTC)
    with reader(settings.warehouse_file) as con:
        size = mean_page_bytes(con)
        counts = {site: len(due(con, site.name, now)) for site in sites}
    found = []
    lanes: dict[str, float] = {}
    for site, articles in counts.items():
        seconds = articles * (site.delay_seconds if settings.delay is None else settings.delay)
        found.append(SiteEstimate(site.name, articles, seconds, round(articles * size)))
        lane = domain(host(f"https://{site.hosts[0]}/"))
        lanes[lane] = lanes.get(lane, 0.0) + seconds
    return Estimate(tuple(found), max(lanes.values(), default=0.0))


async def one_round(
    settings: Settings,
    request: BackfillRequest,
    step: Step = plainly,
    watch: Watch = quietly,
    most: int = ROUND,
) -> tuple[Report, bool]:
    """Fetch what is due at the sites, at most so many articles of each; the report, and whether there is more to do.

    There is not when nothing is due any more, or nothing answered: then what is left waits for its time.
    """
    asked = Request(sites=request.sites, lists=False, limit=most)
    report = await ingest(settings, asked, step=step, watch=watch)
    left = await asyncio.to_thread(estimate, settings, chosen(settings, request.sites))
    return report, _advanced(report) and left.articles > 0


async def fill(settings: Settings, request: BackfillRequest, watch: Watch = quietly) -> Report:
    """All rounds, one after the other; the last report with the counts of all."""
    counts: Counter[str] = Counter()
    more = True
    while more:
        report, more = await one_round(settings, request, watch=watch)
        counts += Counter(report.counts)
    return replace(report, counts=counts)


def _advanced(report: Report) -> bool:
    rows = (row for harvest in report.harvests for row in harvest.fetches)
    return any(row.kind is Kind.ARTICLE and row.outcome is not Outcome.SKIPPED for row in rows)

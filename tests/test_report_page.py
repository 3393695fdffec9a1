"""Does a run's page say what came in, what changed, what was not kept and why, in Markdown that holds?"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flows.report import Report
from flows.report_page import MOST, report_page
from flows.visit import Harvest
from warehouse.news import News
from warehouse.rows import FetchRow, Kind, Outcome, RejectRow, RunRow

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
RUN = RunRow(run_id=UUID(int=1), flow="ingest", started_at=NOW)


def fetch(number: int, outcome: Outcome = Outcome.FETCHED, kind: Kind = Kind.ARTICLE, ms: int | None = 100) -> FetchRow:
    url = f"https://bao{number % 2}.test/a_tin_{number}.html"
    return FetchRow(
        fetch_id=UUID(int=number), run_id=RUN.run_id, site=f"bao{number % 2}", url=url, kind=kind, at=NOW,
        outcome=outcome, reason="no answer" if outcome is Outcome.FAILED else None, elapsed_ms=ms,
    )  # fmt: skip


def news(number: int, **values: object) -> News:
    plain = {
        "article_id": UUID(int=number), "site": "bao0", "title": f"Tin {number}", "url": f"https://bao0.test/{number}",
        "published_at": NOW, "topic": "relevant", "revision": 1, "changed": "first", "diff": None,
        "repeats_site": None, "repeats_title": None,
    }  # fmt: skip
    return News(**(plain | values))  # type: ignore[arg-type]  # the plain values have the right types


def reject(number: int) -> RejectRow:
    return RejectRow(
        page_id=UUID(int=number), url="https://bao0.test/x", stage="parse", reason="no_body", detail="",
        run_id=RUN.run_id, at=NOW,
    )  # fmt: skip


def test_a_whole_page() -> None:
    feeds = (fetch(3, Outcome.FAILED, Kind.FEED), fetch(5, Outcome.FAILED, Kind.FEED))
    rows = (fetch(2), fetch(4, ms=900), *feeds)
    harvests = (
        Harvest("bao0", fetches=rows[:2]),
        Harvest("bao1", fetches=rows[2:]),
        Harvest("bao2", fetches=(fetch(6, Outcome.SKIPPED, Kind.FEED, ms=None),)),
    )
    report = Report(RUN, {"new": 2, "revised": 1}, harvests, (reject(1), reject(2)), {"bao1": "broke | off"})
    brought = [
        news(1, title="Ký *hợp tác* [mới] | hôm nay"),
        news(2, repeats_site="bao1", repeats_title="Bản gốc", topic="off_topic"),
        news(3, revision=2, changed="figure", diff="[-5-] {+6+} giường"),
    ]
    page = report_page("ingest 14:30 - 2 sites - 2 new", report, brought)
    for expected in (
        "# ingest 14:30 - 2 sites - 2 new",
        "**2** new articles, **1** changed by their publisher.",
        r"- [Ký \*hợp tác\* \[mới\] \| hôm nay](<https://bao0.test/1>) - bao0, 2026-11-22 - `hoptac page ",
        "bao0, 2026-11-22 (off topic)",
        "bao0: figure: ~~5~~ **6** giường",
        "bao0 repeats bao1: Bản gốc",
        "| no body | 2 |",
        "| bao0.test | 2 | 500 | 900 | █",
        r"- **bao1**: broke \| off",
        "- **bao1**: 2 lists, the first is https://bao1.test/a_tin_3.html: no answer",
        "| site | fetched | unreachable |  |",
        "1 more gave nothing",
    ):
        assert expected in page
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert all(line.endswith(" |") for line in tables)
    linked = report_page("ingest", report, brought, pages="http://127.0.0.1:4201")
    assert f"[as received](<http://127.0.0.1:4201/{UUID(int=3)}/2>)" in linked
    assert "hoptac page" not in linked


def test_what_is_empty_is_left_out_and_what_is_long_is_cut() -> None:
    assert report_page("ingest", Report(RUN, {}), []) == "# ingest\n\nNothing new.\n"
    page = report_page("ingest", Report(RUN, {}), [news(n) for n in range(MOST + 7)])
    assert "- ... and 7 more" in page
    assert page.count("`hoptac page ") == MOST

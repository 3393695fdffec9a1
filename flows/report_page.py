"""Report, news -> a page in Markdown that a person reads: what came in, what changed, what was not kept and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from flows.report import Report
from warehouse.alerting import line
from warehouse.news import News

MOST = 30  # lines of a list; the warehouse has them all
BAR = 20  # characters of the longest bar
COUNTS = (
    ("new", "new articles"),
    ("revised", "changed by their publisher"),
    ("updated", "metadata only"),
    ("unchanged", "as they were"),
    ("reprints", "reprints found"),
    ("rejected", "pages that are no articles"),
)
TALLY = ("listed", "known", "fetched", "not_modified", "skipped", "blocked", "gone", "failed", "unreachable")


def report_page(name: str, report: Report, news: Sequence[News]) -> str:
    """The page; sections with nothing in them are left out."""
    sections = (
        _numbers(report),
        _listed("Alerts", _alerts(report)),
        _listed("New articles", [_new(one) for one in news if one.revision == 1]),
        _listed("Changed", [_changed(one) for one in news if one.revision > 1]),
        _listed("Reprints", [_reprint(one) for one in news if one.repeats_site and one.revision == 1]),
        _sites(report),
        _rejects(report),
        _slowest(report),
        _listed("What went wrong", [_plain(f"{name}: {problem}") for name, problem in _wrong(report)]),
    )
    return "\n\n".join([f"# {_plain(name)}", *filter(None, sections)]) + "\n"


def _numbers(report: Report) -> str:
    rows = [(words, report.counts[name]) for name, words in COUNTS if report.counts.get(name)]
    return _table(("", "articles"), rows) if rows else "Nothing new."


def _alerts(report: Report) -> list[str]:
    changes = (("Raised", report.alerts.raised), ("Closed", report.alerts.closed))
    return [f"**{what}** {_plain(line(alert))}" for what, alerts in changes for alert in alerts]


def _new(news: News) -> str:
    day = f", {news.published_at:%Y-%m-%d}" if news.published_at else ""
    topic = "" if news.topic == "relevant" else f" ({news.topic.replace('_', ' ')})"
    return f"{_link(news)} - {news.site}{day}{topic}: `hoptac page {news.article_id}`"


def _changed(news: News) -> str:
    return f"{_link(news)} - {news.site}: {news.changed}. {_plain(news.diff or '')}"


def _reprint(news: News) -> str:
    return f"{_link(news)} - {news.site} repeats {news.repeats_site}: {_plain(news.repeats_title or '')}"


def _sites(report: Report) -> str:
    tallies = {harvest.site: harvest.tally() for harvest in report.harvests if harvest.asked and harvest.site}
    if not tallies:
        return ""
    most = max(tally["fetched"] for tally in tallies.values())
    rows = [
        (site, *(tally[name] or "" for name in TALLY), _bar(tally["fetched"], most))
        for site, tally in sorted(tallies.items(), key=lambda pair: (-pair[1]["fetched"], pair[0]))
    ]
    return "## Sites\n\n" + _table(("site", *(name.replace("_", " ") for name in TALLY), ""), rows)


def _rejects(report: Report) -> str:
    reasons = Counter(row.reason for row in report.rejects)
    if not reasons:
        return ""
    most = max(reasons.values())
    rows = [(reason.replace("_", " "), number, _bar(number, most)) for reason, number in reasons.most_common()]
    return "## Not kept\n\n" + _table(("reason", "pages", ""), rows)


def _slowest(report: Report) -> str:
    rows = [(host.host, host.requests, host.median_ms, host.longest_ms) for host in report.hosts()[:5]]
    return "## Slowest hosts\n\n" + _table(("host", "requests", "median ms", "longest ms"), rows) if rows else ""


def _wrong(report: Report) -> list[tuple[str, str]]:
    unread = [(poll["site"], f"{poll['url']}: {poll['reason']}") for poll in report.unreachable()]
    return [*report.problems.items(), *unread]


def _listed(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    rest = [f"... and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return f"## {title}\n\n" + "\n".join(f"- {line}" for line in [*lines[:MOST], *rest])


def _link(news: News) -> str:
    return f"[{_plain(news.title or news.url)}](<{news.url}>)"


def _bar(number: int, most: int) -> str:
    return "█" * round(BAR * number / most) if most else ""


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(_plain(str(cell)) for cell in line) + " |" for line in lines)


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that Markdown would take for a mark."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))

"""Report, news -> a page in Markdown that a person reads: what came in, what changed, what was not kept and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from flows.report import Report
from flows.troubles import troubles
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


def report_page(name: str, report: Report, news: Sequence[News], pages: str = "") -> str:
    """The page; sections with nothing in them are left out. `pages` is the address under which archived responses are
    shown; without one the page gives the command that shows them.
    """
    wrong = [f"**{_plain(name)}**: {_plain(problem)}" for name, problem in troubles(report.values())]
    sections = (
        f"{counted(report.counts, '**').capitalize()}.",
        _listed("Alerts", _alerts(report)),
        _listed("What went wrong", wrong),
        _listed("New articles", [_new(one, pages) for one in news if one.revision == 1]),
        _listed("Changed", [_changed(one, pages) for one in news if one.revision > 1]),
        _listed("Reprints", [_reprint(one) for one in news if one.repeats_site and one.revision == 1]),
        _sites(report),
        _rejects(report),
        _slowest(report),
    )
    return "\n\n".join([f"# {_plain(name)}", *filter(None, sections)]) + "\n"


def counted(counts: Mapping[str, int], mark: str = "") -> str:
    """What a run's counts say to a person, in one line; `mark` is put around each number."""
    said = [f"{mark}{counts[name]}{mark} {words}" for name, words in COUNTS if counts.get(name)]
    return ", ".join(said) or "nothing new"


def _alerts(report: Report) -> list[str]:
    changes = (("Raised", report.alerts.raised), ("Closed", report.alerts.closed))
    return [f"**{what}** {_plain(line(alert))}" for what, alerts in changes for alert in alerts]


def _new(news: News, pages: str) -> str:
    day = f", {news.published_at:%Y-%m-%d}" if news.published_at else ""
    topic = "" if news.topic == "relevant" else f" ({news.topic.replace('_', ' ')})"
    return f"{_link(news)} - {news.site}{day}{topic} - {_proof(news, pages)}"


def _changed(news: News, pages: str) -> str:
    return f"{_link(news)} - {news.site}: {news.changed}: {_difference(news.diff or '')} - {_proof(news, pages)}"


def _difference(diff: str) -> str:
    """What went struck out, what came in bold."""
    shown = re.sub(r"\\\[-(.+?)-\\\]", r"~~\1~~", _plain(diff))
    return re.sub(r"\{\+(.+?)\+\}", r"**\1**", shown)


def _proof(news: News, pages: str) -> str:
    """Where the response is that this version was read from."""
    if pages:
        return f"[as received](<{pages}/{news.article_id}/{news.revision}>)"
    return f"`hoptac page {news.article_id} --revision {news.revision}`"


def _reprint(news: News) -> str:
    return f"{_link(news)} - {news.site} repeats {news.repeats_site}: {_plain(news.repeats_title or '')}"


def _sites(report: Report) -> str:
    tallies = {harvest.site: harvest.tally() for harvest in report.harvests if harvest.asked and harvest.site}
    if not tallies:
        return ""
    most = max(tally["fetched"] for tally in tallies.values())
    shown = [name for name in TALLY if any(tally[name] for tally in tallies.values())]
    told = {site: tally for site, tally in tallies.items() if any(tally[name] for name in TALLY)}
    rows = [
        (site, *(tally[name] or "" for name in shown), _bar(tally["fetched"], most))
        for site, tally in sorted(told.items(), key=lambda pair: (-pair[1]["fetched"], pair[0]))
    ]
    table = _table(("site", *(name.replace("_", " ") for name in shown), ""), rows) if rows else ""
    rest = len(tallies) - len(told)
    quiet = f"{rest}{' more' if rows else ''} gave nothing: no list was due, or none had changed." if rest else ""
    return "\n\n".join(filter(None, ("## Sites", table, quiet)))


def _rejects(report: Report) -> str:
    reasons = Counter(row.reason for row in report.rejects)
    if not reasons:
        return ""
    most = max(reasons.values())
    rows = [(reason.replace("_", " "), number, _bar(number, most)) for reason, number in reasons.most_common()]
    return "## Not kept\n\n" + _table(("reason", "pages", ""), rows)


def _slowest(report: Report) -> str:
    slowest = report.hosts()[:5]
    if not slowest:
        return ""
    most = slowest[0].median_ms
    rows = [(one.host, one.requests, one.median_ms, one.longest_ms, _bar(one.median_ms, most)) for one in slowest]
    return "## Slowest hosts\n\n" + _table(("host", "requests", "median ms", "longest ms", ""), rows)


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
    """The text on one line, with nothing in it that Markdown would take for a mark; addresses become links by
    themselves, and would keep a backslash.
    """
    return re.sub(r"(https?://[^\s`*\[\]<>|]+)|([\\`*_\[\]<>|#])", _escaped, " ".join(text.split()))


def _escaped(hit: re.Match[str]) -> str:
    return hit[1] or f"\\{hit[2]}"

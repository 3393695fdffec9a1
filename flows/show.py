"""Reports and articles -> a terminal: what the commands print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from flows import console
from flows.report import alert_values
from parsers import Article
from warehouse.alerting import Alert, line
from warehouse.read import Table
from warehouse.status import SiteStatus

if TYPE_CHECKING:
    from flows.adding import Draft

DIFF_LINES = 4  # of a text that is read otherwise now
WIDE = 12  # columns; an answer with more is shown row by row


def report(values: Mapping[str, Any], as_json: bool) -> None:
    """What a run did: a line per site that answered, what was rejected and why, what broke."""
    if as_json:
        console.as_json(values)
        return
    rows = [(name, *_visit_cells(Counter(tally))) for name, tally in values["sites"].items()]
    if rows:
        console.show_table(("site", "listed", "fetched", "gone", "refused", "failed", "skipped"), rows)
    for poll in values["unreachable"]:
        console.complain(f"{poll['site']}: {poll['url']} could not be read: {poll['reason']}")
    for reject in values["rejects"]:
        detail = f" ({reject['detail']})" if reject["detail"] else ""
        console.say(f"rejected: {escape(reject['page'])}: {reject['reason']}{escape(detail)}")
    for name, problem in values["problems"].items():
        console.complain(problem if name in problem else f"{name}: {problem}")
    for what, alerts in values["alerts"].items():
        for alert in alerts:
            place = f" at {alert['site']}" if alert["site"] else ""
            console.say(escape(f"alert {what}: {alert['kind'].replace('_', ' ')}{place}: {alert['evidence']}"))
    console.say(", ".join(f"{count} {name}" for name, count in values["counts"].items() if count) or "nothing new")


def _visit_cells(tally: Counter[str]) -> tuple[int, ...]:
    refused = tally["robots"] + tally["blocked"]
    failed = tally["failed"] + tally["http_error"] + tally["too_large"] + tally["unreachable"]
    return tally["listed"], tally["fetched"], tally["gone"], refused, failed, tally["skipped"]


def draft(draft: Draft, as_json: bool) -> None:
    """A drafted site file: what was probed, the file, one article read by it."""
    if as_json:
        preview = article_values(draft.article) if draft.article else None
        told = {"file": str(draft.path), "text": draft.text, "probed": draft.probed, "problem": draft.problem}
        console.as_json(told | {"article": preview, "golden": str(draft.golden) if draft.golden else None})
        return
    console.show_table(("probed", "found"), list(draft.probed.items()))
    console.say()
    console.out.print(draft.text, markup=False, highlight=False)
    if draft.article:
        article(draft.article, as_json=False)
    else:
        console.complain(f"no article to show: {draft.problem}")
    console.say(f"written to {escape(str(draft.path))}: look at it, then run `hoptac try URL` and `hoptac ingest`")
    if draft.golden:
        console.say(
            f"a golden page is proposed in {escape(str(draft.golden))}: a person must read and correct its .json, "
            "and name in it what is `absent` from the article"
        )
        console.say("the page is other people's work: put it in your own words before it goes into the repository")


def article(article: Article, as_json: bool) -> None:
    """One article: its fields with where each came from, its body, and every stripped block with its rule."""
    if as_json:
        console.as_json(article_values(article))
        return
    values = article_values(article)
    fields = [name for name in values if name not in ("paragraphs", "text", "provenance", "stripped")]
    rows = [(name, _each(values[name]), article.provenance.get(name, "")) for name in fields if values[name]]
    console.show_table(("field", "value", "read from"), rows)
    console.say()
    console.out.print(article.text, markup=False, highlight=False)
    if article.stripped:
        console.say()
        console.show_table(("stripped by", "text"), [(s["rule"], short(s["text"])) for s in values["stripped"]])


def article_values(article: Article) -> dict[str, Any]:
    """The article as plain values, with its text."""
    values = {field.name: getattr(article, field.name) for field in fields(article)}
    stripped = [{"rule": block.rule, "text": block.text} for block in article.stripped]
    return values | {"provenance": dict(article.provenance), "stripped": stripped, "text": article.text}


def _each(value: Any) -> Any:
    """Captions and the like one to a line, as they may hold commas."""
    return "\n".join(value) if isinstance(value, tuple) else value


def short(text: str, most: int = 160) -> str:
    """The text on one line, cut to so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def reparsed(values: Mapping[str, Any], differing: Mapping[str, Any], as_json: bool) -> None:
    """What reading again changed, or would change: counts by site, then the worst cases."""
    if as_json:
        console.as_json({**values, "differing": differing})
        return
    if differing["sites"]:
        _differing(differing)
    else:
        console.say("nothing differs")
    console.say(", ".join(f"{count} {name}" for name, count in values["counts"].items() if count) or "nothing loaded")


def _differing(differing: Mapping[str, Any]) -> None:
    """A line for each site, one for each kind of change, then the worst articles with the words that go and come."""
    columns = ("site", "pages", "differ", "grows", "shrinks", "changes words", "gains", "loses", "changes")
    ends = ("becomes an article", "becomes a reject")
    sums = [(*(row[name] for name in (*columns, *ends)), row["words"]) for row in differing["summary"]]
    cells = [(*rest, f"-{words['gone']} +{words['come']}") for *rest, words in sums]
    heads = ("grow", "shrink", "reword", "gain fields", "lose fields", "change fields", "new articles", "new rejects")
    console.show_table((*columns[:3], *heads, "words"), cells)
    kinds = [(site, kind, number) for site, kinds in differing["sites"].items() for kind, number in kinds.items()]
    console.say()
    console.show_table(("site", "what changes", "articles"), kinds)
    console.say("\n[bold]the worst first[/bold]")
    for one in differing["worst"]:
        words = f"{one['before']} -> {one['after']} words (-{one['gone']} +{one['come']})"
        console.say(f"{escape(one['url'])}: {', '.join(one['kinds'])}; {words}")
        for place in one["diff"].splitlines()[:DIFF_LINES]:
            console.say(f"  {escape(short(place))}")


def answer(table: Table, as_json: bool) -> None:
    """The answer to a question in SQL."""
    if as_json:
        names = _apart(table.columns)
        console.as_json([dict(zip(names, row, strict=True)) for row in table.rows])
    elif len(table.columns) > WIDE:
        console.show_records(table.columns, table.rows)
    else:
        console.show_table(table.columns, table.rows)


def _apart(names: Sequence[str]) -> list[str]:
    """The names with a number after one that stood before: a JSON object has each name once."""
    seen: Counter[str] = Counter()
    apart = []
    for name in names:
        seen[name] += 1
        apart.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return apart


def status(alerts: Sequence[Alert], rows: Sequence[SiteStatus], as_json: bool) -> None:
    """The alerts that stand open, then how each site does, those that need a person first."""
    if as_json:
        values = {"alerts": [alert_values(alert) for alert in alerts], "sites": [asdict(row) for row in rows]}
        console.as_json(values)
        return
    for alert in alerts:
        console.say(escape(f"ALERT {line(alert)}"))
    columns = (
        "site",
        "last asked",
        "last new",
        "articles",
        "gap",
        "requests",
        "blocked",
        "robots",
        "errors",
        "needs a person",
    )
    asked = [row for row in rows if row.last_run_at]
    console.show_table(
        columns,
        [
            (
                r.site,
                r.last_run_at,
                r.last_new_at,
                r.articles,
                r.expected_gap,
                r.requests,
                r.blocked,
                r.robots,
                r.errors,
                r.reason,
            )
            for r in asked
        ],
    )
    for row in rows:
        if not row.verify_tls:
            console.say(f"{row.site}: its certificate is not verified, as its site file says (verify_tls = false)")
    if quiet := len(rows) - len(asked):
        console.say(f"{quiet} more sites are known and were never asked")

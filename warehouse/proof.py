"""Pages read again -> which stored rows are not what the archive gives: page, verdict, text, metadata, what follows.

The archive is the proof; nothing here trusts a stored value that can be worked out again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from warehouse.changes import changes
from warehouse.db import beside, statement
from warehouse.discrepancy import REREAD, RESTORE, Finding, differing, shown
from warehouse.meaning import MENTION, STATEMENT, mention_rows, statement_rows
from warehouse.observation import RECORD, Observation, observe
from warehouse.reasons import PASSAGE, REASON, passage_rows, reason_rows
from warehouse.rows import ArticleRow, PageRow, RejectRow
from warehouse.tables import names, select

PAGE = tuple(name for name in names(PageRow) if name not in ("run_id", "warc_file", "warc_offset"))
TEXT = ("title", "body", "content_hash", "text_key", "word_count")
CHANGE = ("changed", "diff", "figures_before", "figures_after")
_SOME = 500  # pages fetched at a time

Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stored page, and what its record in the archive gives: `found` and `reading`, or a `problem`."""

    row: PageRow
    found: PageRow | None
    reading: ArticleRow | RejectRow | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """A table that follows from the current page of each article alone, such as mentions.

    `rows` gives what it must hold of an article, as tuples of `columns`, of which `article_id` is one.
    """

    table: str
    columns: tuple[str, ...]
    rows: Callable[[UUID, Observation], Iterable[tuple[object, ...]]]


DERIVED = (
    Derived("mentions", MENTION, mention_rows),
    Derived("agreements", STATEMENT, statement_rows),
    Derived("reasons", REASON, reason_rows),
    Derived("passages", PASSAGE, passage_rows),
)


def pages_to_prove(
    con: DuckDBPyConnection, sites: Sequence[str] = (), sample: int | None = None, seed: int = 0
) -> Iterator[list[PageRow]]:
    """Return the archived pages in batches: all, those of some sites, or `sample` drawn by chance. Streams."""
    given = {"sites": list(sites) or None, "sample": sample, "seed": seed}
    answer = beside(con).execute(statement("pages_to_prove"), given)
    while rows := answer.fetchmany(_SOME):
        yield [PageRow(**dict(zip(names(PageRow), row, strict=True))) for row in rows]


def page_count(con: DuckDBPyConnection) -> int:
    """Return how many pages are in the archive."""
    [(pages,)] = con.execute("SELECT count(*) FROM pages").fetchall()
    return int(pages)


def differences(con: DuckDBPyConnection, seen: Sequence[Evidence]) -> Iterator[Finding]:
    """Return what is stored of these pages and is not what the archive gives today."""
    whole = []
    for one in seen:
        found = list(_of_page(one))
        yield from found
        if one.found and one.found.page_id == one.row.page_id:
            whole.append(one)
    yield from _of_readings(con, whole)


def _of_page(one: Evidence) -> Iterator[Finding]:
    row, place = one.row, f"{one.row.warc_file} at {one.row.warc_offset}"
    advice = f"the archive is damaged: put back a copy of {row.warc_file}"
    if one.found is None:
        yield Finding("archive", "pages", f"{row.page_id} {row.url}", "record", place, one.problem, advice)
        return
    stored, now = _values(row), _values(one.found)
    for name, was, should in differing(stored, now, PAGE):
        what = advice if name == "sha256" else RESTORE
        yield Finding("archive", "pages", f"{row.page_id} in {place}", name, was, should, what)


def _values(row: PageRow) -> dict[str, object]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _of_readings(con: DuckDBPyConnection, seen: Sequence[Evidence]) -> Iterator[Finding]:
    stored = _stored(con, [one.row.page_id for one in seen])
    observed = {one.row.page_id: observe(one.reading) for one in seen if isinstance(one.reading, ArticleRow)}
    moved = dict(select(con, statement("moves"), {one.row.article_id for one in observed.values()}))
    current: dict[UUID, tuple[Observation, str]] = {}
    for one in seen:
        held, now = stored[one.row.page_id], observed.get(one.row.page_id)
        article_id = moved.get(now.row.article_id, now.row.article_id) if now else None
        reading = _reading(now, article_id, one.reading)
        advice = RESTORE if held[0]["reading"] == reading else REREAD
        found = list(_of_texts(held, now, advice))
        yield from found
        if not found:
            yield from _of_verdict(one, held[0], article_id, reading)
        if now and article_id:
            yield from _of_reject(held[0], None, advice)
            if any(row["is_current"] for row in held):
                current[article_id] = now, advice
        elif isinstance(one.reading, RejectRow):
            yield from _of_reject(held[0], one.reading, advice)
    yield from _of_metadata(con, current)
    for table in DERIVED:
        yield from _of_derived(con, table, current)


def _stored(con: DuckDBPyConnection, pages: Sequence[UUID]) -> dict[UUID, list[Stored]]:
    found: defaultdict[UUID, list[Stored]] = defaultdict(list)
    if pages:
        answer = con.execute(statement("stored_readings"), [list(pages)])
        columns = [column[0] for column in answer.description or ()]
        for row in answer.fetchall():
            found[row[0]].append(dict(zip(columns, row, strict=True)))
    return found


def _reading(now: Observation | None, article_id: UUID | None, row: ArticleRow | RejectRow | None) -> UUID | None:
    """The digest that the verdict of this reading has."""
    if now:
        return key("reading", str(article_id), str(now.text_key), str(now.record_key))
    return key("reject", row.stage, row.reason, row.detail) if isinstance(row, RejectRow) else None


def _of_texts(held: Sequence[Stored], now: Observation | None, advice: str) -> Iterator[Finding]:
    for row in held:
        if row["article_id"] is None:
            continue
        name = f"{row['article_id']} revision {row['revision']}"
        if now:
            for field, was, should in differing(row, _text(now), TEXT):
                yield Finding("text", "revisions", name, field, was, should, advice)
        for field, was, should in differing(row, _change(row), CHANGE):
            yield Finding("revisions", "revisions", name, field, was, should, RESTORE)


def _text(now: Observation) -> Stored:
    text = now.article.text
    hashes = {"content_hash": now.row.content_hash, "text_key": now.text_key}
    return {"title": now.article.title, "body": text, "word_count": len(text.split()), **hashes}


def _change(row: Stored) -> Stored:
    """What must be said of a version beside the one before it."""
    if row["revision"] == 1 or row["body_before"] is None:
        return dict.fromkeys(CHANGE) | {"changed": "first"}
    now = changes((row["title_before"] or "", row["body_before"]), (row["title"] or "", row["body"]))
    figures = {"figures_before": list(now.figures_before) or None, "figures_after": list(now.figures_after) or None}
    return {"changed": now.kind, "diff": now.diff, **figures}


def _of_verdict(one: Evidence, held: Stored, article_id: UUID | None, reading: UUID | None) -> Iterator[Finding]:
    page = str(one.row.page_id)
    told = {True: f"article {held['judged']}", False: f"reject: {held['reason']}"}[held["judged"] is not None]
    now = f"article {article_id}" if article_id else f"reject: {getattr(one.reading, 'reason', '')}"
    if not held["is_judged"]:
        yield Finding("verdict", "internal.verdicts", page, "page_id", "", now, "the next `hoptac ingest` takes it up")
    elif held["judged"] != article_id:
        yield Finding("verdict", "internal.verdicts", page, "article_id", told, now, REREAD)
    elif held["reading"] != reading:
        yield Finding("verdict", "internal.verdicts", page, "reading", shown(held["reading"]), shown(reading), REREAD)


def _of_reject(held: Stored, now: RejectRow | None, advice: str) -> Iterator[Finding]:
    should = {name: getattr(now, name) if now else None for name in ("stage", "reason", "detail")}
    for name, was, correct in differing(held, should, should):
        yield Finding("reject", "rejects", str(held["page_id"]), name, was, correct, advice)


def _of_metadata(con: DuckDBPyConnection, current: Mapping[UUID, tuple[Observation, str]]) -> Iterator[Finding]:
    if not current:
        return
    answer = con.execute(statement("stored_articles"), [list(current)])
    columns = [column[0] for column in answer.description or ()]
    for values in answer.fetchall():
        row = dict(zip(columns, values, strict=True))
        now, advice = current[row["article_id"]]
        should = dict(zip(RECORD, now.record, strict=True)) | {"record_key": now.record_key}
        for field, was, correct in differing(row, should, (*RECORD, "record_key")):
            yield Finding("metadata", "articles", str(row["article_id"]), field, was, correct, advice)


def _of_derived(
    con: DuckDBPyConnection, table: Derived, current: Mapping[UUID, tuple[Observation, str]]
) -> Iterator[Finding]:
    query = f"SELECT {', '.join(table.columns)} FROM {table.table} WHERE article_id IN (SELECT unnest(?))"  # noqa: S608  # names of ours
    held = {_hashable(row) for row in select(con, query, current)}
    now = {_hashable(row) for article, (one, _) in current.items() for row in table.rows(article, one)}
    place = table.columns.index("article_id")
    for row in sorted(held ^ now, key=str):
        kept = (shown(row), "") if row in held else ("", shown(row))
        article = UUID(str(row[place]))
        yield Finding("derived", table.table, str(article), "row", *kept, current[article][1])


def _hashable(row: Iterable[object]) -> tuple[object, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)

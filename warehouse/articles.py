"""Observations -> rows of internal.article and revisions. The text of an article is written once per version."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.db import statement
from warehouse.dedup import story_of
from warehouse.history import Standing, Version, advance, needs_texts
from warehouse.observation import RECORD, Observation
from warehouse.sightings import held_sightings, write_sightings
from warehouse.tables import append, delete, select, select_by_row, stored

ARTICLE = (
    "article_id",
    "revision",
    "story_id",
    "is_original",
    "first_seen_at",
    "last_seen_at",
    "record_key",
    *RECORD,
)
REVISION = (
    "article_id", "revision", "seen_at", "content_hash", "text_key", "page_id", "title", "body", "word_count",
    "changed", "diff", "figures_before", "figures_after",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """An article in the warehouse: what stands of it and where it belongs."""

    standing: Standing
    story_id: UUID
    is_original: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One article before and after a batch; `before` is None for a new one."""

    article_id: UUID
    before: Held | None
    after: Standing

    @property
    def kind(self) -> str:
        """new, revised, reread, updated or unchanged: what the batch did to the article, the weightiest first."""
        if self.before is None:
            return "new"
        before = self.before.standing
        if before.texts != self.after.texts:
            return "revised" if {*before.sightings} <= {*self.after.sightings} else "reread"
        return "unchanged" if self.after.latest is None else "updated"

    @property
    def matters(self) -> bool:
        """Whether it can change a story: all but a later visit can."""
        before = self.before
        return self.kind != "unchanged" or before is None or before.standing.first_seen_at != self.after.first_seen_at

    @property
    def story_id(self) -> UUID:
        """The story it is in so far: a new article brings its own."""
        return self.before.story_id if self.before else story_of(self.article_id)

    @property
    def row(self) -> tuple[object, ...]:
        """The whole narrow row, for an article that is new or whose metadata changed."""
        latest, after = self.after.latest, self.after
        assert latest is not None, "only a change of metadata is written whole"  # noqa: S101
        story = self.story_id, self.before.is_original if self.before else True
        dates = (after.first_seen_at, after.last_seen_at, after.record_key)
        return (self.article_id, len(after.versions), *story, *dates, *latest.record)


def decide(
    con: DuckDBPyConnection, seen: Sequence[Observation], lost: Mapping[UUID, Collection[UUID]] | None = None
) -> list[Change]:
    """Return what each article becomes by these observations, oldest first. Nothing is written.

    `lost`: article -> pages that do not show it, as a better reader found. Articles that no page shows are left out.
    """
    lost = lost or {}
    by_article: defaultdict[UUID, list[Observation]] = defaultdict(list)
    for one in seen:
        by_article[one.row.article_id].append(one)
    held = _held(con, by_article, lost)
    concerned = [*by_article, *(article for article in held if article not in by_article)]
    return [_change(one, held.get(one), by_article[one], lost.get(one, ())) for one in concerned]


def write(con: DuckDBPyConnection, changes: Iterable[Change]) -> Counter[str]:
    """Write the changes; return how many articles were new, revised, reread, updated and unchanged."""
    changes = list(changes)
    whole = [change for change in changes if change.after.latest is not None]
    delete(con, "internal.article", "article_id", [c.article_id for c in whole if c.before])
    append(con, "internal.article", ARTICLE, [change.row for change in whole])
    _touch_articles(con, [c for c in changes if c.after.latest is None])
    _write_versions(con, changes)
    write_sightings(con, {c.article_id: (c.before.standing if c.before else None, c.after) for c in changes})
    return Counter(change.kind for change in changes)


def _change(article_id: UUID, held: Held | None, seen: Sequence[Observation], lost: Collection[UUID]) -> Change:
    return Change(article_id, held, advance(held.standing if held else None, seen, lost))


def _held(
    con: DuckDBPyConnection, seen: Mapping[UUID, Sequence[Observation]], lost: Mapping[UUID, Collection[UUID]]
) -> dict[UUID, Held]:
    wanted = {*seen, *lost}
    sightings = held_sightings(con, wanted)
    versions: defaultdict[UUID, list[Version]] = defaultdict(list)
    rows = select_by_row(con, statement("held_versions"), statement("rows_of_versions"), wanted)
    for article_id, _, at, content, text, page, title, count, changed, diff, *figures in sorted(rows, key=_in_order):
        versions[article_id].append(
            Version(
                seen_at=at, content_hash=content, text_key=text, page_id=page, title=title, body=None,
                word_count=count, changed=changed, diff=diff,
                figures_before=_tuple(figures[0]), figures_after=_tuple(figures[1]),
            )
        )  # fmt: skip
    standings = {}
    for article_id, record_key, story_id, is_original in select(con, statement("held_articles"), wanted):
        known = Standing(sightings=sightings[article_id], versions=tuple(versions[article_id]), record_key=record_key)
        standings[article_id] = Held(known, story_id, is_original)
    return _with_texts(con, standings, seen, lost)


def _in_order(row: Sequence[Any]) -> tuple[UUID, int]:
    article_id, revision, *_ = row
    return article_id, revision


def _tuple(figures: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if figures is None else tuple(figures)


def _with_texts(
    con: DuckDBPyConnection,
    standings: Mapping[UUID, Held],
    seen: Mapping[UUID, Sequence[Observation]],
    lost: Mapping[UUID, Collection[UUID]],
) -> dict[UUID, Held]:
    """The same, with the texts of those whose versions may change: read all at once, as each reading costs."""
    wanted = [
        one for one, held in standings.items() if needs_texts(held.standing, seen.get(one, ()), lost.get(one, ()))
    ]
    rows = select_by_row(con, statement("held_texts"), statement("rows_of_versions"), wanted)
    texts = {(article, revision): body for article, revision, body in rows}
    full = dict(standings)
    for one in wanted:
        held = standings[one]
        numbered = enumerate(held.standing.versions, 1)
        versions = tuple(replace(version, body=texts[one, number]) for number, version in numbered)
        full[one] = replace(held, standing=replace(held.standing, versions=versions))
    return full


def _touch_articles(con: DuckDBPyConnection, changes: Sequence[Change]) -> None:
    moved = [c for c in changes if c.before and _dates(c.before.standing) != _dates(c.after)]
    if moved:
        columns = zip(*((c.article_id, *_dates(c.after)) for c in moved), strict=True)
        names = ("article_ids", "first", "last", "revisions")
        con.execute(statement("touch_articles"), dict(zip(names, map(list, columns), strict=True)))


def _dates(standing: Standing) -> tuple[object, ...]:
    return standing.first_seen_at, standing.last_seen_at, len(standing.versions)


def _write_versions(con: DuckDBPyConnection, changes: Sequence[Change]) -> None:
    anew = {c.article_id for c in changes if c.before and not _is_continued(c.before.standing, c.after)}
    delete(con, "revisions", "article_id", anew)
    new, touched = [], []
    for c in changes:
        before = c.before.standing.versions if c.before and c.article_id not in anew else ()
        for number, version in enumerate(c.after.versions):
            if number >= len(before):
                new.append((c.article_id, number + 1, *(stored(getattr(version, name), name) for name in REVISION[2:])))
            elif (version.seen_at, version.page_id) != (before[number].seen_at, before[number].page_id):
                touched.append((c.article_id, number + 1, version.seen_at, version.page_id))
    append(con, "revisions", REVISION, new)
    if touched:
        columns = map(list, zip(*touched, strict=True))
        con.execute(
            statement("touch_versions"),
            dict(zip(("article_ids", "revisions", "seen", "page_ids"), columns, strict=True)),
        )


def _is_continued(before: Standing, after: Standing) -> bool:
    return before.texts == after.texts[: len(before.texts)]

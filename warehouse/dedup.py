"""Articles that changed -> stories and reprints: the same article is one story, whoever came first and in any order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from warehouse.candidates import KeyTable
from warehouse.cluster import Star, find_stars
from warehouse.db import statement
from warehouse.decisions import REPRINT, decisions
from warehouse.kin import Membership, kin_of
from warehouse.original import Member, find_original, find_stub
from warehouse.redirects import redirect
from warehouse.tables import append, delete
from warehouse.texts import refresh

STORY = (
    "story_id", "original_article_id", "original_confidence", "original_evidence", "article_count", "site_count",
    "first_published_at", "stub_name", "stub_url",
)  # fmt: skip


def story_of(article_id: UUID) -> UUID:
    """Return the key of the story that is born with an article."""
    return key("story", str(article_id))


def settle(
    con: DuckDBPyConnection,
    touched: Mapping[UUID, UUID],
    withdrawn: Mapping[UUID, UUID] | None = None,
    keys: Mapping[UUID, Sequence[int]] | None = None,
) -> int:
    """Decide anew every story that these articles can concern; return how many more articles are reprints.

    `touched`: articles that are new or changed, and the story each is in so far; `withdrawn`: articles that are gone,
    and the story each was in; `keys`: content hash -> sampled shingles, of texts where they are known. Stories without
    articles are removed. Part of the caller's transaction.
    """
    withdrawn = withdrawn or {}
    if not touched and not withdrawn:
        return 0
    texts = refresh(con, KeyTable(con), {*touched, *withdrawn}, keys or {})
    return settle_texts(con, texts, touched, withdrawn)


def settle_texts(
    con: DuckDBPyConnection, texts: Collection[UUID], touched: Mapping[UUID, UUID], withdrawn: Mapping[UUID, UUID]
) -> int:
    """Like settle, where the texts whose stories may differ are known, and all likenesses are up to date."""
    kin = kin_of(con, texts, {*touched.values(), *withdrawn.values()})
    sky = find_stars(kin)
    inside = [kin.members[article] for article in kin.texts]
    places = _places(inside, sky.stars)
    before = {*withdrawn.values(), *(one.story_id for one in inside)}
    _place(con, inside, places)
    stories = _write_stories(con, sky.stars, places, before)
    founded = {story_of(article): story for article, story in places.items()}
    born = {*withdrawn.values(), *(one.story_id for one in inside if one.is_born)}
    redirect(con, founded, born, _heirs(inside, places))
    rows = decisions(kin, sky, places, {row[0]: row[1] for row in stories})
    return _write_decisions(con, {*places, *withdrawn}, rows)


def _places(inside: Sequence[Membership], stars: Sequence[Star]) -> dict[UUID, UUID]:
    """Article -> its story.

    A story keeps its key as long as it lasts: where stories meet, that stays which was there first; where they part,
    it stays with the article it was born with.
    """
    star_of = {member.article_id: number for number, star in enumerate(stars) for member in star.members}
    inside = sorted(inside, key=lambda one: (not one.is_born, one.member.age))
    owner: dict[UUID, int] = {}
    for one in sorted(inside, key=lambda one: one.story_id != story_of(one.member.article_id)):
        owner.setdefault(one.story_id, star_of[one.member.article_id])
    key_of: dict[int, UUID] = {}
    for one in inside:
        star = star_of[one.member.article_id]
        if owner[one.story_id] == star:
            key_of.setdefault(star, one.story_id)
    for one in inside:
        key_of.setdefault(star_of[one.member.article_id], story_of(one.member.article_id))
    return {article: key_of[star] for article, star in star_of.items()}


def _heirs(inside: Sequence[Membership], places: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Story -> where its oldest article is now."""
    heirs: dict[UUID, UUID] = {}
    for one in sorted(inside, key=lambda one: one.member.age):
        heirs.setdefault(one.story_id, places[one.member.article_id])
    return heirs


def _place(con: DuckDBPyConnection, inside: Sequence[Membership], places: Mapping[UUID, UUID]) -> None:
    moved = [one.member.article_id for one in inside if places[one.member.article_id] != one.story_id]
    if moved:
        stories = [places[article] for article in moved]
        con.execute(statement("place_articles"), {"article_ids": moved, "story_ids": stories})


def _write_stories(
    con: DuckDBPyConnection, stars: Sequence[Star], places: Mapping[UUID, UUID], before: Collection[UUID]
) -> list[tuple[UUID, UUID, float, str, int, int, datetime | None, str | None, str | None]]:
    rows = [story_row(places[star.centre.articles[0].article_id], star.members) for star in stars]
    delete(con, "stories", "story_id", {*before, *(row[0] for row in rows)})
    append(con, "stories", STORY, rows)
    con.execute(statement("mark_originals"), [[row[0] for row in rows]])
    return rows


def story_row(
    story_id: UUID, members: Sequence[Member]
) -> tuple[UUID, UUID, float, str, int, int, datetime | None, str | None, str | None]:
    """Return the row of `stories` for a story with these members: which is the original, how sure, and why."""
    found = find_original(members)
    published = [member.published_at for member in members if member.published_at]
    sites = {member.site for member in members}
    stub = find_stub(members, found)
    return (
        story_id,
        found.article_id,
        found.confidence,
        found.evidence,
        len(members),
        len(sites),
        min(published, default=None),
        *stub,
    )


def _write_decisions(con: DuckDBPyConnection, concerned: Collection[UUID], rows: Sequence[tuple[object, ...]]) -> int:
    given = [list(concerned)]
    [(before,)] = con.execute(statement("count_reprints"), given).fetchall()
    for column in ("article_id", "of_article_id"):
        delete(con, "reprints", column, concerned)
    append(con, "reprints", REPRINT, rows)
    [(after,)] = con.execute(statement("count_reprints"), given).fetchall()
    return int(after - before)

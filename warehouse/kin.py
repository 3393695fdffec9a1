"""Texts whose stories may differ -> all articles that any of it can concern, their texts, and how alike those are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.candidates import Pair
from warehouse.compare import Likeness, Relation, relate
from warehouse.db import statement
from warehouse.original import Member
from warehouse.tables import OWN_ROWS, select, select_by_row


@dataclass(frozen=True, slots=True)
class Link:
    """How alike two texts are. `shingles`: of the shorter one."""

    likeness: Likeness
    shingles: int

    def relation(self, *, credited: bool) -> Relation:
        """What it means; only texts that are related have a link."""
        return relate(self.likeness, self.shingles, credited=credited) or Relation.SAME_STORY

    @property
    def can_merge(self) -> bool:
        """Whether it puts two articles into one story, if need be because one names the other."""
        return self.relation(credited=True) is Relation.SAME_ARTICLE


@dataclass(frozen=True, slots=True)
class Membership:
    """An article in its story; `is_born`: the story stood before this batch."""

    story_id: UUID
    is_born: bool
    member: Member


@dataclass(slots=True)
class Kin:
    """A part of the warehouse that no text links to the rest strongly enough to share a story.

    `texts`: article -> its texts, of the part. `links`: between texts of the part, or of one and a neighbour.
    `neighbours`: text outside -> articles with it. `members`: all these articles, with what they say of themselves.
    """

    texts: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    links: dict[Pair, Link] = field(default_factory=dict)
    neighbours: dict[UUID, list[UUID]] = field(default_factory=dict)
    members: dict[UUID, Membership] = field(default_factory=dict)


def kin_of(con: DuckDBPyConnection, texts: Collection[UUID], stories: Collection[UUID]) -> Kin:
    """Return the part of the warehouse around some texts and stories; stories are in it whole."""
    kin = Kin()
    seen: set[UUID] = set()
    todo = set(texts) | _texts_of_stories(con, stories)
    while todo:
        seen |= todo
        found = _reach(con, kin, todo)
        todo = found - seen
        if not todo:
            kin.members |= members_of(con, kin.texts.keys() - kin.members.keys())
            todo = _texts_of_stories(con, {kin.members[one].story_id for one in kin.texts}) - seen
    _meet(con, kin, seen)
    return kin


def _reach(con: DuckDBPyConnection, kin: Kin, texts: Collection[UUID]) -> set[UUID]:
    """Take in the articles with these texts; return all their texts and those they can share a story with."""
    of_article: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for article, text in select(con, statement("articles_of_texts"), texts):
        of_article[article].add(text)
    kin.texts |= {article: frozenset(ones) for article, ones in of_article.items()}
    found = {text for ones in of_article.values() for text in ones}
    for one, other, *rest in select(con, statement("links_of_texts"), found | set(texts)):
        *scores, shingles = rest
        link = kin.links[one, other] = Link(Likeness(*scores), shingles)
        if link.can_merge:
            found |= {one, other}
    return found


def _meet(con: DuckDBPyConnection, kin: Kin, inside: Collection[UUID]) -> None:
    outside = {text for pair in kin.links for text in pair} - set(inside)
    neighbours: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for article, text in select(con, statement("articles_of_texts"), outside):
        if text in outside:
            neighbours[text].append(article)
    kin.neighbours = dict(neighbours)
    kin.members |= members_of(con, {one for ones in neighbours.values() for one in ones})


def _texts_of_stories(con: DuckDBPyConnection, stories: Collection[UUID]) -> set[UUID]:
    return {text for (text,) in select(con, statement("texts_of_stories"), stories)}


def members_of(con: DuckDBPyConnection, article_ids: Collection[UUID]) -> Mapping[UUID, Membership]:
    """Return what some articles say of themselves, and the story each is in."""
    rows: Iterable[tuple[UUID, ...]] = select_by_row(
        con, statement("members").format(own_rows=OWN_ROWS), statement("rows_of_current"), article_ids
    )
    return {article: Membership(story, bool(born), Member(article, *rest)) for article, story, born, *rest in rows}  # type: ignore[arg-type]

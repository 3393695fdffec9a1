"""Articles that changed -> stories and reprints: equal texts share a story, whoever came first (rules version 1)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from parsers.textnorm import fold
from warehouse.db import statement
from warehouse.original import Member, find_original, names
from warehouse.tables import append, delete, select

RULE_VERSION = 1
SHORT = 24  # words; 20 shingles of 5, below which likeness proves nothing (dedup-relevance research, section 6)
STORY = (
    "story_id", "original_article_id", "original_confidence", "original_evidence", "article_count", "site_count",
    "first_published_at",
)  # fmt: skip
REPRINT = (
    "article_id", "of_article_id", "relation", "containment", "jaccard", "figures_agree", "evidence", "rule_version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """Groups of articles with equal words, and the groups that each article is in. Linear in the articles."""

    groups: Sequence[Collection[UUID]] = ()
    groups_of: Mapping[UUID, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Membership:
    """An article in its story; `is_born`: the story stood before this batch."""

    story_id: UUID
    is_born: bool
    member: Member


def story_of(article_id: UUID) -> UUID:
    """Return the key of the story that is born with an article."""
    return key("story", str(article_id))


def settle(con: DuckDBPyConnection, touched: Mapping[UUID, UUID], bereft: Collection[UUID] = ()) -> int:
    """Put articles with equal texts into one story, decide their stories anew; return how many reprints more there are.

    `touched`: articles that are new or changed, and the story each is in so far. `bereft`: stories that lost an
    article. Stories without articles are removed. Part of the caller's transaction.
    """
    likeness, stories = _twins(con, touched.keys())
    stories |= {*bereft, *touched.values()}
    members = _members(con, stories)
    shared = Counter(one.story_id for one in members)
    known = [
        one.member.article_id
        for one in members
        if shared[one.story_id] > 1 or one.member.article_id in likeness.groups_of
    ]
    if known:
        likeness = _twins(con, known)[0]
    places = _places(members, likeness)
    _place(con, members, places)
    return _decide(con, stories, members, places, likeness)


def _place(con: DuckDBPyConnection, members: Iterable[Membership], places: Mapping[UUID, UUID]) -> None:
    moved = [m.member.article_id for m in members if places[m.member.article_id] != m.story_id]
    if moved:
        stories = [places[article_id] for article_id in moved]
        con.execute(statement("place_articles"), {"article_ids": moved, "story_ids": stories})


def _decide(
    con: DuckDBPyConnection,
    stories: Collection[UUID],
    members: Iterable[Membership],
    places: Mapping[UUID, UUID],
    likeness: Likeness,
) -> int:
    grouped: defaultdict[UUID, list[Member]] = defaultdict(list)
    for one in members:
        grouped[places[one.member.article_id]].append(one.member)
    rows = [_story(story_id, group) for story_id, group in grouped.items()]
    originals = {row[0]: row[1] for row in rows}
    reprints = [row for story, group in grouped.items() for row in _reprints(group, originals[story], likeness)]
    delete(con, "stories", "story_id", set(stories) | grouped.keys())
    append(con, "stories", STORY, rows)
    before = delete(con, "reprints", "article_id", places.keys())
    append(con, "reprints", REPRINT, reprints)
    con.execute(statement("mark_originals"), [list(grouped)])
    return len(reprints) - before


def _twins(con: DuckDBPyConnection, article_ids: Collection[UUID]) -> tuple[Likeness, set[UUID]]:
    """The groups that these articles are in, and the stories of all their members."""
    if not article_ids:
        return Likeness(), set()
    found = con.execute(statement("twins"), {"article_ids": list(article_ids), "short": SHORT}).fetchall()
    groups: defaultdict[tuple[UUID, str | None], dict[UUID, UUID]] = defaultdict(dict)
    for content_hash, title, article_id, story_id in found:
        groups[content_hash, None if title is None else fold(title)][article_id] = story_id
    shared = [group for group in groups.values() if len(group) > 1]
    groups_of: defaultdict[UUID, list[int]] = defaultdict(list)
    for number, group in enumerate(shared):
        for article_id in group:
            groups_of[article_id].append(number)
    return Likeness(shared, groups_of), {story for group in shared for story in group.values()}


def _members(con: DuckDBPyConnection, stories: Collection[UUID]) -> list[Membership]:
    rows = select(con, statement("members"), stories)
    return [Membership(story, born, Member(article, *rest)) for article, story, born, *rest in rows]


def _places(members: Iterable[Membership], likeness: Likeness) -> dict[UUID, UUID]:
    """Article -> its story: all that are linked by equal texts are one story.

    A story keeps its key as long as it lasts: where stories meet, that stays which was there first; where a better
    reader parts them, it stays with the article it was born with.
    """
    members = sorted(members, key=lambda one: (not one.is_born, one.member.age))
    group_of = _linked([one.member.article_id for one in members], likeness)
    owner: dict[UUID, int] = {}
    for one in sorted(members, key=lambda one: one.story_id != story_of(one.member.article_id)):
        owner.setdefault(one.story_id, group_of[one.member.article_id])
    key_of: dict[int, UUID] = {}
    for one in members:
        group = group_of[one.member.article_id]
        if owner[one.story_id] == group:
            key_of.setdefault(group, one.story_id)
    for one in members:
        key_of.setdefault(group_of[one.member.article_id], story_of(one.member.article_id))
    return {article_id: key_of[group] for article_id, group in group_of.items()}


def _linked(article_ids: Sequence[UUID], likeness: Likeness) -> dict[UUID, int]:
    """Article -> number of its cluster: all that equal texts link, over however many steps."""
    cluster_of: dict[UUID, int] = {}
    for number, start in enumerate(article_ids):
        if start not in cluster_of:
            cluster_of |= dict.fromkeys((start, *_reached(start, likeness)), number)
    return cluster_of


def _reached(start: UUID, likeness: Likeness, age: Mapping[UUID, int] | None = None) -> dict[UUID, UUID]:
    """Article -> the one through which equal texts lead to it from `start`, on a shortest way, the oldest first."""
    parent: dict[UUID, UUID] = {}
    entered: set[int] = set()
    queue = deque([start])
    while queue:
        of = queue.popleft()
        for number in set(likeness.groups_of.get(of, ())) - entered:
            entered.add(number)
            group = likeness.groups[number]
            for article_id in sorted(group, key=age.__getitem__) if age else group:
                if article_id != start and article_id not in parent:
                    parent[article_id] = of
                    queue.append(article_id)
    return parent


def _story(story_id: UUID, group: Sequence[Member]) -> tuple[UUID, UUID, float, str, int, int, datetime | None]:
    found = find_original(group)
    published = [member.published_at for member in group if member.published_at]
    return (
        story_id,
        found.article_id,
        found.confidence,
        found.evidence,
        len(group),
        len({member.site for member in group}),
        min(published, default=None),
    )


def _reprints(group: Sequence[Member], original: UUID, likeness: Likeness) -> list[tuple[object, ...]]:
    """Each article but the original repeats the one through which its text goes back to the original."""
    members = sorted(group, key=lambda member: member.age)
    by_id = {member.article_id: member for member in members}
    parent = _reached(original, likeness, {member.article_id: number for number, member in enumerate(members)})
    return [
        (article_id, of, "same_article", 1.0, 1.0, True, _evidence(by_id[article_id], by_id[of]), RULE_VERSION)
        for article_id, of in parent.items()
    ]


def _evidence(reprint: Member, original: Member) -> str:
    return "identical text; names the original" if names(reprint, original) else "identical text"

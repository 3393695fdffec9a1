"""The texts that are held -> which story decisions are not what today's rules make of them. Nothing is written.

What a load keeps up to date bit by bit (texts, shingles, likenesses, stories, reprints) is worked out again from the
articles, as if all of them had come just now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.candidates import KeyTable, Posting
from warehouse.cluster import Sky, Star, find_stars
from warehouse.db import beside, statement
from warehouse.decisions import REPRINT, decisions
from warehouse.dedup import STORY, story_row
from warehouse.discrepancy import RESTORE, Finding, differing, shown
from warehouse.kin import Kin, kin_of
from warehouse.original import find_original
from warehouse.tables import select
from warehouse.texts import LIKENESS, keys_of, likenesses, texts_of

_SOME = 1000  # stories looked at together

Rows = Mapping[tuple[object, ...], Mapping[str, object]]


def stories_to_prove(con: DuckDBPyConnection, articles: Collection[UUID] | None = None) -> Iterator[list[UUID]]:
    """Return the stories in batches: all, or those of some articles. Streams."""
    given = {"articles": None if articles is None else list(articles)}
    answer = beside(con).execute(statement("stories_to_prove"), given)
    while rows := answer.fetchmany(_SOME):
        yield [story for (story,) in rows]


def story_differences(con: DuckDBPyConnection, stories: Collection[UUID]) -> Iterator[Finding]:
    """Return what is stored of these stories and does not follow from the articles."""
    kin = kin_of(con, (), stories)
    inside = {article for article in kin.texts if kin.members[article].story_id in stories}
    yield from _of_texts(con, inside)
    sky = find_stars(kin)
    places = {article: kin.members[article].story_id for article in kin.texts}
    yield from _of_stories(con, sky, places)
    yield from _of_reprints(con, kin, sky, places)


def _of_texts(con: DuckDBPyConnection, articles: Collection[UUID]) -> Iterator[Finding]:
    now = texts_of(con, articles)
    held = set(select(con, statement("texts_of_articles"), articles))
    for row in sorted(held ^ set(now), key=str):
        kept = (f"text {row[1]}", "") if row in held else ("", f"text {row[1]}")
        yield _finding("internal.article_texts", str(row[0]), "text_id", *kept)
    hashes = {text: content_hash for (_, text, _, _), content_hash in now.items() if content_hash}
    yield from _of_keys(con, {(text, site) for _, text, site, _ in now}, hashes)
    yield from _of_likenesses(con, hashes)


def _of_keys(con: DuckDBPyConnection, postings: set[Posting], hashes: Mapping[UUID, UUID]) -> Iterator[Finding]:
    now = {posting: list(keys) for posting, keys in keys_of(con, postings, hashes).items()}
    held = {(text, site): keys for text, site, keys in select(con, statement("stored_keys"), hashes)}
    for (text, site), keys in now.items():
        if (stored := held.get((text, site), [])) != keys:
            counts = (f"{len(stored)} keys", f"{len(keys)} others")
            yield _finding("internal.shingle_keys", f"{text} on {site}", "key", *counts)


def _of_likenesses(con: DuckDBPyConnection, texts: Collection[UUID]) -> Iterator[Finding]:
    now = likenesses(con, sorted(KeyTable(con).find(texts)))
    held = select(con, statement("stored_likenesses"), texts)
    yield from _compared("internal.likenesses", LIKENESS, 2, held, now)


def _of_stories(con: DuckDBPyConnection, sky: Sky, places: Mapping[UUID, UUID]) -> Iterator[Finding]:
    articles: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for article, story in places.items():
        articles[story].add(article)
    should = []
    for star in sky.stars:
        members = {one.article_id for one in star.members}
        story = places[star.centre.articles[0].article_id]
        if articles[story] == members:
            should.append(story_row(story, star.members))
        else:
            yield _finding("stories", str(story), "articles", _listed(articles[story]), _listed(members))
    wanted = [row[0] for row in should]
    yield from _compared("stories", STORY, 1, select(con, statement("stored_stories"), wanted), should)


def _of_reprints(con: DuckDBPyConnection, kin: Kin, sky: Sky, places: Mapping[UUID, UUID]) -> Iterator[Finding]:
    """What the decisions are, given the stories as they are stored; their originals as they should be."""
    originals = {places[star.centre.articles[0].article_id]: _original(star) for star in sky.stars}
    if any(len({places[one.article_id] for one in star.members}) > 1 for star in sky.stars):
        return  # articles in wrong stories were said before, and nothing follows from those
    now = decisions(kin, sky, places, originals)
    yield from _compared("reprints", REPRINT, 2, select(con, statement("stored_reprints"), places), now)


def _original(star: Star) -> UUID:
    return find_original(star.members).article_id


def _compared(
    table: str, columns: Sequence[str], keys: int, held: Iterable[tuple[object, ...]], now: Iterable[tuple[object, ...]]
) -> Iterator[Finding]:
    """The first `keys` columns are the key of the table."""
    was, should = _by_key(columns, keys, held), _by_key(columns, keys, now)
    for name in sorted(was.keys() | should.keys(), key=str):
        row = " and ".join(map(str, name))
        if name not in was:
            yield _finding(table, row, "row", "", shown(list(should[name].values())[keys:]))
        elif name not in should:
            yield _finding(table, row, "row", shown(list(was[name].values())[keys:]), "")
        else:
            for field, one, other in differing(was[name], should[name], columns[keys:]):
                yield _finding(table, row, field, one, other)


def _by_key(columns: Sequence[str], keys: int, rows: Iterable[tuple[object, ...]]) -> Rows:
    return {row[:keys]: dict(zip(columns, row, strict=True)) for row in rows}


def _listed(articles: Collection[UUID]) -> str:
    return shown(f"{len(articles)} articles: {', '.join(sorted(map(str, articles)))}")


def _finding(table: str, row: str, field: str, stored: str, recomputed: str) -> Finding:
    return Finding("stories", table, row, field, stored, recomputed, RESTORE)

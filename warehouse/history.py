"""What we hold of an article + what was seen since -> what we hold afterwards. Pure: nothing is written here.

Every sighting is kept: which page showed which text when. The versions are the runs of equal texts among them in order
of time, so that they come out the same in whatever order the sightings came in. The newest sighting is behind the
metadata. The same page read again with another result means that the reader changed, not the publisher: the page has
shown the new text all along.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise
from operator import attrgetter
from uuid import UUID

from warehouse.changes import changes
from warehouse.observation import Observation


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A row of `internal.sightings`; the order is that of time, the same on every machine."""

    seen_at: datetime
    page_id: UUID
    text_key: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A row of `revisions`; its number is its place. `body` is None where the text was not needed and not read."""

    seen_at: datetime
    content_hash: UUID
    text_key: UUID
    page_id: UUID
    title: str | None
    body: str | None
    word_count: int
    changed: str = "first"
    diff: str | None = None
    figures_before: tuple[str, ...] | None = None
    figures_after: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What we hold of one article. `latest` is the observation whose metadata is to be written, None if none is."""

    sightings: tuple[Sighting, ...]  # in order
    versions: tuple[Version, ...]
    record_key: UUID
    latest: Observation | None = None

    @property
    def first_seen_at(self) -> datetime:
        """When it was first received."""
        return self.sightings[0].seen_at

    @property
    def last_seen_at(self) -> datetime:
        """When it was last received."""
        return self.sightings[-1].seen_at

    @property
    def texts(self) -> list[UUID]:
        """The keys of its versions' texts, in order."""
        return [version.text_key for version in self.versions]


def advance(held: Standing | None, seen: Sequence[Observation], lost: Collection[UUID] = ()) -> Standing:
    """Return what we hold after more observations, oldest first; `lost`: pages that a better reader found no article.

    Each page reads the same in all observations. Raises ValueError when nothing is left of the article.
    """
    sightings = _sightings(held, seen, lost)
    if not sightings:
        raise ValueError("no sighting is left of an article that stands")
    versions = tuple(_versions(sightings, held.versions if held else (), seen))
    newest = [one for one in seen if one.row.page_id == sightings[-1].page_id]
    if newest and (held is None or newest[-1].record_key != held.record_key):
        return Standing(sightings=sightings, versions=versions, record_key=newest[-1].record_key, latest=newest[-1])
    assert held is not None, "the newest sighting of a new article was observed"  # noqa: S101
    return replace(held, sightings=sightings, versions=versions, latest=None)


def needs_texts(held: Standing, seen: Sequence[Observation], lost: Collection[UUID] = ()) -> bool:
    """Whether the texts of what is held must be read, to work out what changed and to write versions anew."""
    return _texts(_sightings(held, seen, lost)) != held.texts


def _sightings(held: Standing | None, seen: Sequence[Observation], lost: Collection[UUID]) -> tuple[Sighting, ...]:
    text_of = {one.row.page_id: one.text_key for one in seen}
    before = held.sightings if held else ()
    moments = {(one.seen_at, one.page_id): text_of.get(one.page_id, one.text_key) for one in before}
    moments |= {one.order: one.text_key for one in seen}
    return tuple(Sighting(*moment, text) for moment, text in sorted(moments.items()) if moment[1] not in lost)


def _texts(sightings: Sequence[Sighting]) -> list[UUID]:
    return [text for text, _ in groupby(sightings, attrgetter("text_key"))]


def _versions(sightings: Sequence[Sighting], held: Sequence[Version], seen: Sequence[Observation]) -> Iterator[Version]:
    texts = {version.text_key: version for version in held} | {one.text_key: _version(one) for one in seen}
    known = {(old.text_key, new.text_key): new for old, new in pairwise(held)}
    before: Version | None = None
    for text, run in groupby(sightings, attrgetter("text_key")):
        shown = list(run)
        version = _after(before, texts[text], known) if before else _first(texts[text])
        before = replace(version, seen_at=shown[0].seen_at, page_id=shown[-1].page_id)
        yield before


def _version(seen: Observation) -> Version:
    body = seen.article.text
    return Version(
        seen_at=seen.row.seen_at,
        content_hash=seen.row.content_hash,
        text_key=seen.text_key,
        page_id=seen.row.page_id,
        title=seen.article.title,
        body=body,
        word_count=len(body.split()),
    )


def _first(version: Version) -> Version:
    return replace(version, changed="first", diff=None, figures_before=None, figures_after=None)


def _after(before: Version, version: Version, known: Mapping[tuple[UUID, UUID], Version]) -> Version:
    if told := known.get((before.text_key, version.text_key)):
        return replace(told, body=version.body)
    found = changes((before.title or "", before.body or ""), (version.title or "", version.body or ""))
    return replace(
        version,
        changed=found.kind,
        diff=found.diff,
        figures_before=found.figures_before or None,
        figures_after=found.figures_after or None,
    )

"""What we hold of an article + one more observation -> what we hold afterwards. Pure: nothing is written here.

Observations are ordered by (seen_at, page_id), so that imports in any order end in the same state. The newest one is
behind the metadata and the current version. An older one changes nothing but `first_seen_at`. The same page read
again with another result means that the reader changed, not the publisher: the text is replaced in its version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from warehouse.changes import changes
from warehouse.observation import Observation


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

    first_seen_at: datetime
    last_seen_at: datetime
    record_key: UUID
    versions: tuple[Version, ...]
    latest: Observation | None = None

    @property
    def current(self) -> Version:
        """The newest version."""
        return self.versions[-1]


def begin(seen: Observation) -> Standing:
    """Return what we hold after the first observation of an article."""
    at = seen.row.seen_at
    return Standing(
        first_seen_at=at, last_seen_at=at, record_key=seen.record_key, versions=(_version(seen),), latest=seen
    )


def advance(held: Standing, seen: Sequence[Observation]) -> Standing:
    """Return what we hold after more observations, given oldest first; each page reads the same in all of them.

    First what was held is read as the reader reads today, then the visits follow: so it ends the same if repeated.
    """
    for one in seen:
        held = _reread(held, one)
    for one in seen:
        newer = one.order > (held.last_seen_at, held.current.page_id)
        held = _visit(held, one) if newer and one.row.page_id != held.current.page_id else _dated(held, one)
    return held


def _reread(held: Standing, seen: Observation) -> Standing:
    wrong = [v.page_id == seen.row.page_id and v.text_key != seen.text_key for v in held.versions]
    if any(wrong):
        pairs = zip(held.versions, wrong, strict=True)
        held = replace(held, versions=_settled([_corrected(v, seen) if bad else v for v, bad in pairs]))
    return _described(held, seen) if seen.row.page_id == held.current.page_id else held


def _visit(held: Standing, seen: Observation) -> Standing:
    if seen.text_key == held.current.text_key:
        versions = (*held.versions[:-1], replace(held.current, page_id=seen.row.page_id))
    else:
        versions = (*held.versions, _after(held.current, _version(seen)))
    moved = replace(held, last_seen_at=seen.row.seen_at, versions=versions)
    return _described(moved, seen)


def _described(held: Standing, seen: Observation) -> Standing:
    if seen.record_key == held.record_key:
        return held
    return replace(held, record_key=seen.record_key, latest=seen)


def _dated(held: Standing, seen: Observation) -> Standing:
    at, versions = seen.row.seen_at, held.versions
    if len(versions) == 1 and versions[0].text_key == seen.text_key and at < versions[0].seen_at:
        versions = (replace(versions[0], seen_at=at),)
    return replace(
        held,
        first_seen_at=min(at, held.first_seen_at),
        last_seen_at=max(at, held.last_seen_at),
        versions=versions,
    )


def _settled(versions: list[Version]) -> tuple[Version, ...]:
    """Versions that a better reader finds equal become one; changes are worked out anew."""
    settled: list[Version] = []
    for version in versions:
        if not settled:
            settled.append(replace(version, changed="first", diff=None, figures_before=None, figures_after=None))
        elif settled[-1].text_key == version.text_key:
            settled[-1] = replace(settled[-1], page_id=version.page_id)
        else:
            settled.append(_after(settled[-1], version))
    return tuple(settled)


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


def _corrected(version: Version, seen: Observation) -> Version:
    return replace(_version(seen), seen_at=version.seen_at)


def _after(before: Version, version: Version) -> Version:
    old, new = (before.title or "", before.body or ""), (version.title or "", version.body or "")
    found = changes(old, new)
    return replace(
        version,
        changed=found.kind,
        diff=found.diff,
        figures_before=found.figures_before or None,
        figures_after=found.figures_after or None,
    )

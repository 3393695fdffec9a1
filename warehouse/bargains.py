"""Tellings and the links between them -> agreements: groups in which nothing contradicts anything. Pure.

The same tellings give the same groups in whatever order they came: the surest link is followed first, and two groups
become one only if no telling of the one contradicts one of the other. So no chain of reports leads from the
agreement of one year to that of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from warehouse.same_agreement import contradict
from warehouse.telling import Statement, Telling

Links = Mapping[tuple[UUID, UUID], tuple[int, str]]  # telling, telling -> points, evidence


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement belongs: its agreement, the statement that put it there, and why."""

    agreement_id: UUID
    same_as: UUID | None
    evidence: str | None


def places(tellings: Iterable[Telling], links: Links) -> dict[UUID, Place]:
    """Return the place of every statement. An agreement has the key of its statement that was seen first."""
    found: dict[UUID, Place] = {}
    for group in groups(tellings, links):
        found |= _places(group, links)
    return found


def groups(tellings: Iterable[Telling], links: Links) -> list[list[Telling]]:
    """Return the tellings by agreement."""
    group_of = {one.telling_id: [one] for one in tellings}
    for (a, b), _ in sorted(links.items(), key=lambda link: (-link[1][0], link[0])):
        one, other = group_of[a], group_of[b]
        if one is not other and not any(contradict(x, y) for x in one for y in other):
            one += other
            group_of |= {telling.telling_id: one for telling in other}
    return list({id(group): group for group in group_of.values()}.values())


def _places(group: list[Telling], links: Links) -> dict[UUID, Place]:
    first = min((telling.said for telling in group), key=lambda one: one.age)
    found = {}
    for telling, near, why in _tree(group, first, links):
        said = telling.said.statement_id
        found[said] = Place(first.statement_id, near, why)
        for again in telling.statements[1:]:
            found[again.statement_id] = Place(first.statement_id, said, "the same words")
    return found


def _tree(group: list[Telling], first: Statement, links: Links) -> Iterator[tuple[Telling, UUID | None, str | None]]:
    """Each telling with the statement that leads to it from the first one, by the surest links, and why."""
    rest = {telling.telling_id: telling for telling in group}
    reached = {first.telling_id: rest.pop(first.telling_id)}
    yield reached[first.telling_id], None, None
    near: defaultdict[UUID, list[tuple[int, UUID, str]]] = defaultdict(list)
    for (a, b), (score, why) in links.items():
        near[a].append((score, b, why))
        near[b].append((score, a, why))
    while rest:
        ways = ((score, new, old, why) for new in rest for score, old, why in near[new] if old in reached)
        _, new, old, why = max(ways)
        reached[new] = rest.pop(new)
        yield reached[new], reached[old].said.statement_id, why

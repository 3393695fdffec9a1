"""Articles, their texts and the links between those -> stories: each a star around one text, never a chain. Pure.

The same articles give the same stories in whatever order they came: each decision looks at all that is linked.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from warehouse.candidates import Pair
from warehouse.compare import Relation
from warehouse.kin import Kin, Link
from warehouse.original import Member, names


@dataclass(frozen=True, slots=True)
class Node:
    """Articles that share texts, directly or through their versions: they cannot be told apart, and stay together."""

    number: int
    articles: tuple[Member, ...]  # oldest first
    texts: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Star:
    """A story: each of its nodes, but the centre itself, is the same article as the centre."""

    centre: Node
    nodes: tuple[Node, ...]  # with the centre

    @property
    def members(self) -> list[Member]:
        """All articles of the story, oldest first."""
        return sorted((one for node in self.nodes for one in node.articles), key=lambda one: one.age)


@dataclass(frozen=True, slots=True)
class Sky:
    """All stories of a part of the warehouse.

    `edges`: node -> nodes that are the same article -> the closest link between their texts. `credited`: pairs of
    texts of which one is by an article that names one with the other as its source.
    """

    stars: tuple[Star, ...]
    edges: Mapping[int, Mapping[int, Link]]
    credited: frozenset[Pair]


def find_stars(kin: Kin) -> Sky:
    """Return the stories of these articles.

    The node that is the same article as most others is a centre, then the one that is of most of the rest, and so on;
    of equals the oldest. Every other node joins the centre it is most like, if the others there know it too.
    """
    nodes = _nodes(kin)
    node_of = {text: node for node in nodes for text in node.texts}
    credited = frozenset(pair for pair, link in kin.links.items() if _is_credited(kin, node_of, pair, link))
    web = _Web([len(node.articles) for node in nodes], defaultdict(dict), defaultdict(set))
    for pair, link in kin.links.items():
        if all(text in node_of for text in pair):
            one, other = (node_of[text].number for text in pair)
            if one != other:
                web.add(one, other, link, is_same=link.relation(credited=pair in credited) is Relation.SAME_ARTICLE)
    grouped: defaultdict[int, list[Node]] = defaultdict(list)
    for number, centre in _centre_of(web).items():
        grouped[centre].append(nodes[number])
    return Sky(tuple(Star(nodes[centre], tuple(group)) for centre, group in grouped.items()), web.same, credited)


def _nodes(kin: Kin) -> list[Node]:
    """Join articles and texts over however many steps; the node with the oldest article comes first."""
    with_text: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for article, texts in kin.texts.items():
        for text in texts:
            with_text[text].append(article)
    seen: set[UUID] = set()
    found = []
    for start in kin.texts:
        if start not in seen:
            articles, joined = _joined(start, kin.texts, with_text)
            seen |= articles
            members = sorted((kin.members[one].member for one in articles), key=lambda one: one.age)
            found.append((members, joined))
    found.sort(key=lambda one: one[0][0].age)
    return [Node(number, tuple(members), frozenset(joined)) for number, (members, joined) in enumerate(found)]


def _joined(
    start: UUID, texts_of: Mapping[UUID, Collection[UUID]], with_text: Mapping[UUID, Sequence[UUID]]
) -> tuple[set[UUID], set[UUID]]:
    articles, texts, todo = {start}, set[UUID](), [start]
    while todo:
        for text in texts_of[todo.pop()]:
            if text not in texts:
                texts.add(text)
                new = [one for one in with_text[text] if one not in articles]
                articles.update(new)
                todo += new
    return articles, texts


def _is_credited(kin: Kin, node_of: Mapping[UUID, Node], pair: Pair, link: Link) -> bool:
    """Whether an article with one text names one with the other; asked only where it changes anything."""
    if not link.can_merge or link.relation(credited=False) is Relation.SAME_ARTICLE:
        return False
    one, other = (list(_with_text(kin, node_of[text], text)) for text in pair)
    return any(names(a, b) or names(b, a) for a in one for b in other)


def _with_text(kin: Kin, node: Node, text: UUID) -> Iterator[Member]:
    """The articles with a text, one of all that say the same about themselves: large stories stay quick."""
    said = set()
    for member in node.articles:
        saying = (member.site, member.source_name, member.source_url)
        if saying not in said and text in kin.texts[member.article_id]:
            said.add(saying)
            yield member


@dataclass(frozen=True, slots=True)
class _Web:
    """Nodes by number: `same`: closest links of those that are the same article; `known`: who is related at all."""

    size: Sequence[int]
    same: defaultdict[int, dict[int, Link]]
    known: defaultdict[int, set[int]]

    def add(self, one: int, other: int, link: Link, *, is_same: bool) -> None:
        """Take in a link between texts of two nodes."""
        self.known[one].add(other)
        self.known[other].add(one)
        if is_same:
            closest = max(link, self.same[one].get(other, link), key=_closeness)
            self.same[one][other] = self.same[other][one] = closest

    def by_closeness(self, number: int, among: Collection[int]) -> list[int]:
        """Those of some nodes that are the same article, the closest first."""
        near = [other for other in self.same.get(number, ()) if other in among]
        return sorted(near, key=lambda other: (*_closeness(self.same[number][other]), -other), reverse=True)

    def fits(self, number: int, others: Collection[int]) -> bool:
        """Whether a node is related to most of those that are there: two articles of one round-up are not."""
        related = sum(self.size[other] for other in others if other in self.known[number])
        return 2 * related >= sum(self.size[other] for other in others)


def _centre_of(web: _Web) -> dict[int, int]:
    """Node -> its centre, by their numbers."""
    centres = _centres(web)
    around: dict[int, list[int]] = {centre: [] for centre in sorted(centres)}
    rest = [(number, web.by_closeness(number, centres)) for number in range(len(web.size)) if number not in centres]
    rest.sort(key=lambda one: (*_closeness(web.same[one[0]][one[1][0]]), -one[0]), reverse=True)
    for number, near in rest:
        centre = next((one for one in near if web.fits(number, around[one])), number)
        around.setdefault(centre, [])
        if centre != number:
            around[centre].append(number)
    return {number: centre for centre, others in around.items() for number in (centre, *others)}


def _centres(web: _Web) -> set[int]:
    """The node that is the same article as most others, then that of most of the rest, and so on."""
    weight = [heavy + sum(web.size[near] for near in web.same.get(n, ())) for n, heavy in enumerate(web.size)]
    free = set(range(len(web.size)))
    centres: set[int] = set()
    heap = [(-heavy, number) for number, heavy in enumerate(weight)]
    heapq.heapify(heap)
    while heap:
        heavy, number = heapq.heappop(heap)
        if number not in free:
            continue
        if -heavy != weight[number]:  # it has lost free neighbours since
            heapq.heappush(heap, (-weight[number], number))
            continue
        centres.add(number)
        around: list[int] = []
        for near in web.by_closeness(number, free):
            if web.fits(near, around):
                around.append(near)
        for taken in (number, *around):
            free.discard(taken)
            for near in web.same.get(taken, ()):
                weight[near] -= web.size[taken]
    return centres


def _closeness(link: Link) -> tuple[float, float, str]:
    return link.likeness.containment, link.likeness.jaccard, link.likeness.shared_run

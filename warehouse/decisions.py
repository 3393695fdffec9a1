"""Stories -> the rows of `reprints`: which article repeats which, with the scores and the words that prove it. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from warehouse.candidates import Pair
from warehouse.cluster import Node, Sky, Star
from warehouse.compare import ALIKE, FIGURES, RULE_VERSION, Relation
from warehouse.kin import Kin, Link
from warehouse.original import Member, find_original, names

REPRINT = (
    "article_id", "of_article_id", "relation", "containment", "jaccard", "figures_agree", "evidence", "rule_version",
    "fine_containment", "coverage", "figures", "shared_run", "shared_words",
)  # fmt: skip
_RANK = {Relation.SAME_ARTICLE: 2, Relation.REWRITE: 1, Relation.SAME_STORY: 0}

Row = tuple[object, ...]


def decisions(kin: Kin, sky: Sky, places: Mapping[UUID, UUID], originals: Mapping[UUID, UUID]) -> list[Row]:
    """Return one row for each article that is not its story's original, and one for each two stories that are related.

    `places`: article -> its story; `originals`: story -> its original.
    """
    rows: list[Row] = []
    for star in sky.stars:
        original = originals[places[star.centre.articles[0].article_id]]
        rows += _within(kin, sky, star, original)
    return rows + list(_between(kin, sky, places))


def _within(kin: Kin, sky: Sky, star: Star, original_id: UUID) -> Iterator[Row]:
    """Each article repeats the original where their texts are alike, else the one through which it goes back."""
    home = next(node for node in star.nodes if any(one.article_id == original_id for one in node.articles))
    original = kin.members[original_id].member
    yield from _copies(kin, home, original)
    for node in star.nodes:
        if node is not home:
            direct = sky.edges[node.number].get(home.number)
            link = direct or sky.edges[node.number][star.centre.number]
            of = original if direct else star.centre.articles[0]
            yield from (_row(one, of, Relation.SAME_ARTICLE, link) for one in node.articles)


def _copies(kin: Kin, node: Node, original: Member) -> Iterator[Row]:
    """Articles that share a text with the original, or with one that does, and so on; on a shortest way."""
    with_text: defaultdict[UUID, list[Member]] = defaultdict(list)
    for member in node.articles:
        for text in kin.texts[member.article_id]:
            with_text[text].append(member)
    seen, entered, queue = {original.article_id}, set[UUID](), deque([original])
    while queue:
        of = queue.popleft()
        for text in sorted(kin.texts[of.article_id] - entered):
            entered.add(text)
            for member in with_text[text]:
                if member.article_id not in seen:
                    seen.add(member.article_id)
                    queue.append(member)
                    yield _row(member, of, Relation.SAME_ARTICLE, None)


def _between(kin: Kin, sky: Sky, places: Mapping[UUID, UUID]) -> Iterator[Row]:
    """Two stories that are related are linked once, by the texts that are most alike."""
    holders = _holders(kin, sky)
    star_of = {text: star for star in sky.stars for node in star.nodes for text in node.texts}
    best: dict[tuple[UUID, UUID], tuple[tuple[object, ...], Relation, Pair]] = {}
    for pair, link in kin.links.items():
        if not all(text in holders for text in pair):
            continue
        one, other = sorted(_story_of(kin, places, holders[text]) for text in pair)
        if one == other:
            continue
        found = _across(kin, sky, star_of, holders, pair)
        score = (_RANK[found], link.likeness.containment, link.likeness.jaccard, pair)
        if score > best.get((one, other), ((-1,),))[0]:
            best[one, other] = score, found, pair
    for _, found, pair in best.values():
        link = kin.links[pair]
        two = [holders[text] for text in pair]
        of = find_original(two).article_id
        reprint, original = sorted(two, key=lambda one: one.article_id == of)
        yield _row(reprint, original, found, link)


def _across(kin: Kin, sky: Sky, star_of: Mapping[UUID, Star], holders: Mapping[UUID, Member], pair: Pair) -> Relation:
    """What two texts in different stories are: if the same article, then of a text that the story is not about."""
    if kin.links[pair].relation(credited=pair in sky.credited) is Relation.SAME_STORY:
        return Relation.SAME_STORY
    shorter, longer = sorted(pair, key=lambda text: holders[text].word_count)
    is_part = _is_mere_part(kin, star_of[shorter], holders[shorter].word_count, longer)
    return Relation.SAME_STORY if is_part else Relation.REWRITE


def _is_mere_part(kin: Kin, star: Star, length: int, other: UUID) -> bool:
    """Whether a text of the story is like another story's text only where the longer texts of its own are not.

    The beginning of a bulletin, cut before its figures, stands word for word in the bulletin of every week.
    """
    longer = [node for node in star.nodes if max(one.word_count for one in node.articles) > length]
    related = sum(len(node.articles) for node in longer if any(_pair(text, other) in kin.links for text in node.texts))
    return 2 * related < sum(len(node.articles) for node in longer)


def _pair(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)


def _holders(kin: Kin, sky: Sky) -> dict[UUID, Member]:
    """Text -> the oldest article with it."""
    holders: dict[UUID, Member] = {}
    for star in sky.stars:
        for node in star.nodes:
            for member in node.articles:
                for text in kin.texts[member.article_id]:
                    holders.setdefault(text, member)
    for text, articles in kin.neighbours.items():
        holders[text] = min((kin.members[one].member for one in articles), key=lambda one: one.age)
    return holders


def _story_of(kin: Kin, places: Mapping[UUID, UUID], member: Member) -> UUID:
    return places.get(member.article_id) or kin.members[member.article_id].story_id


def _row(reprint: Member, original: Member, relation: Relation, link: Link | None) -> Row:
    likeness = link.likeness if link else ALIKE
    return (
        reprint.article_id,
        original.article_id,
        relation.value,
        likeness.containment,
        likeness.jaccard,
        likeness.figures >= FIGURES,
        "; ".join(_evidence(reprint, original, link)),
        RULE_VERSION,
        likeness.fine,
        likeness.coverage,
        likeness.figures,
        likeness.shared_run if link else None,
        likeness.shared_words if link else None,
    )


def _evidence(reprint: Member, original: Member, link: Link | None) -> Sequence[str]:
    said = [_likeness(link)] if link else ["identical text"]
    if names(reprint, original):
        said.append("names the original")
    elif names(original, reprint):
        said.append("is named by the original")
    return said


def _likeness(link: Link) -> str:
    likeness = link.likeness
    share = f"{likeness.containment:.0%} of the shorter text's wording is in the other"
    figures = f", {1 - likeness.figures:.0%} of the figures in it differ" if likeness.figures < 1 else ""
    return f"{share}{figures}, {likeness.shared_words} words in one run"

"""Two wordings -> how alike they are, and the relation that follows. All thresholds of likeness stand here. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parsers.wording import Wording

# Raise it with any rule that decides: thresholds, candidates, stories, originals. What was decided by older rules is
# then decided anew (warehouse/renew.py).
RULE_VERSION = 4


class Relation(StrEnum):
    """What two articles are to each other, the closest first: the vocabulary of `reprints.relation`."""

    SAME_ARTICLE = "same_article"
    REWRITE = "rewrite"
    SAME_STORY = "same_story"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are; all are shares from 0 to 1.

    containment: shingles of five tokens that both have, of the text that has fewer; jaccard: of all that either has;
    fine: containment of shingles of three; coverage: passages of the shorter text that are found in the other, however
    edited; figures: of the places where both say the same words around a number, those where the numbers agree;
    length: the shorter by the longer; run: the longest run of tokens in both, of the shorter text; 0 below
    RELATED, where it is not looked for. That run is the proof: `shared_words` long, its beginning in `shared_run`.
    """

    containment: float
    jaccard: float
    fine: float
    coverage: float
    figures: float
    length: float
    run: float
    shared_words: int = 0
    shared_run: str = ""


ALIKE = Likeness(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)  # the same words in the same order

# Fixed on hand-labelled Vietnamese pairs and on edits of known texts (dedup-relevance research, sections 3 and 4);
# `python -m tests.bench.dedup` prints what they find and what they miss.
LEAST_SHINGLES = 20  # of the shorter text; below, likeness proves nothing
COPY, COPY_OVERALL = 0.70, 0.50  # containment, jaccard: labelled "same article" from here on
# A part that was copied is found passage by passage, or stands in one piece; a follow-up brings passages of its own
# between those it takes over.
PART_COVERAGE, PART_RUN = 0.90, 0.40
WHOLE = 0.85  # length: nothing much was added or left out
VERBATIM, VERBATIM_SHARE = 0.60, 0.93  # containment, and of fine: whole passages exchanged, the others to the letter
REWORKED = 0.65  # containment: labelled "could be either" from here on
REWORDED, REWORDED_COVERAGE = 0.66, 0.88  # fine: every passage reworded
CREDITED = 0.45  # containment that is enough where one article names the other as its source
RELATED = 0.25  # containment: the same event, or one template
# Figures that agree: labelled copies have 0.98 and more, reworked releases 0.88, two bulletins on one storm 0.61.
# Below the second bound the wording is a form that is filled in anew; fewer common places tell nothing.
FIGURES, FIGURES_AT_LEAST, LEAST_PLACES = 0.7, 0.5, 4
_SHOWN = 60  # words of the shared run that are kept: enough to find it in both texts
_PASSAGE, _PASSAGE_FOUND = 15, 0.34  # shingles of three in a passage, and the share that finds it again


def compare(one: Wording, other: Wording) -> Likeness:
    """Return how alike two texts are; the same whichever comes first."""
    one, other = sorted((one, other), key=_size)
    both = len(one.five & other.five)
    containment = _share(both, len(one.five))
    run = shared_run(one, other) if containment >= RELATED else ()
    return Likeness(
        containment=containment,
        jaccard=_share(both, len(one.five) + len(other.five) - both),
        fine=_share(len(one.three & other.three), min(len(one.three), len(other.three))),
        coverage=_coverage(one, other),
        figures=_figures(one, other),
        length=_share(len(one.five), len(other.five)),
        run=_share(len(run), len(one.words)),
        shared_words=len(run),
        shared_run=" ".join(run[:_SHOWN]),
    )


def relate(found: Likeness, shingles: int, *, credited: bool = False) -> Relation | None:
    """Return what the likeness means, None for nothing.

    `shingles`: of the shorter text. `credited`: one of the articles names the other as its source.
    """
    if shingles < LEAST_SHINGLES or found.figures < FIGURES_AT_LEAST:
        return None
    if credited and (found.containment >= CREDITED or _is_reworked(found)):
        return Relation.SAME_ARTICLE
    if found.figures >= FIGURES and _is_copy(found):
        return Relation.SAME_ARTICLE
    if found.figures >= FIGURES and _is_reworked(found):
        return Relation.REWRITE
    return Relation.SAME_STORY if found.containment >= RELATED else None


def may_be_related(shared: int, shorter: int) -> bool:
    """Return whether so many common shingles of five tokens can make a relation; `shorter`: of the text with fewer.

    Where neither this nor `may_be_reworded` holds, `relate` finds nothing.
    """
    return _share(shared, shorter) >= RELATED


def may_be_reworded(shared: int, fewer: int) -> bool:
    """Return the same of shingles of three tokens, for texts of about one length; `fewer`: of the text with fewer."""
    return _share(shared, fewer) >= REWORDED


def are_of_one_length(shorter: int, longer: int) -> bool:
    """Return whether texts of so many shingles of five tokens can be the same, with nothing added or left out."""
    return _share(shorter, longer) >= WHOLE


def _is_copy(found: Likeness) -> bool:
    if found.jaccard >= COPY_OVERALL or (found.containment >= COPY and _is_part(found)):
        return True
    return found.length >= WHOLE and found.containment >= max(VERBATIM, VERBATIM_SHARE * found.fine)


def _is_reworked(found: Likeness) -> bool:
    if found.containment >= REWORKED and _is_part(found):
        return True
    return found.length >= WHOLE and found.fine >= REWORDED and found.coverage >= REWORDED_COVERAGE


def _is_part(found: Likeness) -> bool:
    return found.coverage >= PART_COVERAGE or found.run >= PART_RUN


def shared_run(one: Wording, other: Wording) -> Sequence[str]:
    """Return the longest run of tokens that both texts have, of at least a shingle; the first of equally long ones."""
    one, other = sorted((one, other), key=_size)
    places: dict[int, list[int]] = {}
    for place, shingle in enumerate(other.in_order):
        places.setdefault(shingle, []).append(place)
    best, end = 0, 0
    before: dict[int, int] = {}
    for place, shingle in enumerate(one.in_order):
        now: dict[int, int] = {}
        for there in places.get(shingle, ()):
            now[there] = length = before.get(there - 1, 0) + 1
            if length > best:
                best, end = length, place
        before = now
    span = len(one.words) - len(one.in_order) + 1
    return one.words[end - best + 1 : end + span] if best else []


def _size(one: Wording) -> tuple[int, Sequence[str]]:
    return len(one.five), one.words


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _coverage(shorter: Wording, longer: Wording) -> float:
    """Passages are of equal length: sentences would need signs, which the normal form has not."""
    found = [shingle in longer.three for shingle in shorter.fine_in_order]
    passages = [found[start : start + _PASSAGE] for start in range(0, len(found), _PASSAGE)]
    return _share(sum(sum(passage) >= _PASSAGE_FOUND * len(passage) for passage in passages), len(passages))


def _figures(one: Wording, other: Wording) -> float:
    """Places of five tokens; where a reworded text leaves too few of those in common, of three."""
    for mine, theirs in ((one.figures, other.figures), (one.fine_figures, other.fine_figures)):
        places = mine.keys() & theirs.keys()
        if len(places) >= LEAST_PLACES:
            return _share(sum(not mine[place].isdisjoint(theirs[place]) for place in places), len(places))
    return 1.0

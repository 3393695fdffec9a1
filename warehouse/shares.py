"""How articles, pages, runs and lists of a site came out, lately and before -> what broke, blocked or fell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from warehouse.condition import AlertKind, Condition, Finding
from warehouse.shift import FEWEST, Shift, shift


@dataclass(frozen=True, slots=True)
class Series:
    """How often a trait was seen: at the latest occasions, newest first, and on how many of those before."""

    site: str
    trait: str  # a key of TRAITS
    part: str  # the list it was seen at, by its address; empty for the whole site
    latest: Sequence[bool]
    had_before: int
    before: int


# trait -> the kind of alert, and what it says in words
TRAITS = {
    "no_date": (AlertKind.READER_BROKE, "articles have no date"),
    "no_author": (AlertKind.READER_BROKE, "articles have no author"),
    "no_dek": (AlertKind.READER_BROKE, "articles have no dek"),
    "short": (AlertKind.READER_BROKE, "articles are shorter than the shortest twentieth before"),
    "long": (AlertKind.READER_BROKE, "articles are longer than the longest twentieth before"),
    "rejected": (AlertKind.READER_BROKE, "pages fetched as articles were rejected"),
    "refused": (AlertKind.BLOCKED, "runs were refused by most of what they asked for (robots.txt, 401, 403, 429, 451)"),
    "unreachable": (AlertKind.COVERAGE_FELL, "polls of a list got no answer"),
    "thin": (AlertKind.COVERAGE_FELL, "days a list named less than a quarter of what it used to"),
}


def share_conditions(sites: Iterable[str], series: Iterable[Series]) -> list[Condition]:
    """How each kind stands at each site. One trait, of one list, makes it BAD; all that is known must be FINE."""
    found: dict[tuple[AlertKind, str], list[tuple[Series, Shift]]] = {}
    for one in (one for one in series if len(one.latest) >= FEWEST):
        kind, _ = TRAITS[one.trait]
        found.setdefault((kind, one.site), []).append((one, shift(one.latest, one.had_before, one.before)))
    kinds = dict.fromkeys(kind for kind, _ in TRAITS.values())
    return [_condition(kind, site, found.get((kind, site), [])) for kind in kinds for site in sorted(sites)]


def _condition(kind: AlertKind, site: str, shifts: Sequence[tuple[Series, Shift]]) -> Condition:
    bad = [(one, its) for one, its in shifts if its.finding is Finding.BAD]
    if not bad:
        fine = bool(shifts) and all(its.finding is Finding.FINE for _, its in shifts)
        return Condition(kind, site, Finding.FINE if fine else Finding.UNCLEAR)
    bad.sort(key=lambda pair: list(TRAITS).index(pair[0].trait))
    groups = {trait: list(pairs) for trait, pairs in groupby(bad, key=lambda pair: pair[0].trait)}
    evidence = "; ".join(_told(pairs) for pairs in groups.values())
    figures = {trait: _figures(*pairs[0]) for trait, pairs in groups.items()}
    return Condition(kind, site, Finding.BAD, evidence, figures)


def _told(pairs: Sequence[tuple[Series, Shift]]) -> str:
    one, its = pairs[0]
    where = f": {one.part}" if one.part else ""
    more = f" and {len(pairs) - 1} more" if len(pairs) > 1 else ""
    return f"{its.had} of the last {its.of} {TRAITS[one.trait][1]}, {its.normal:.0%} is usual{where}{more}"


def _figures(one: Series, its: Shift) -> dict[str, object]:
    part: dict[str, object] = {"part": one.part} if one.part else {}
    return {"had": its.had, "of": its.of, "usual_share": round(its.normal, 4), **part}

"""Name of a party -> its kind and its own words: one form for Vietnamese and English, long and short."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from parsers.model import Mention, MentionKind
from parsers.textnorm import fold, words

# Kinds that are said or left out as the writer likes; the others tell a children's hospital from a general one.
_VAGUE = frozenset({"province", "city", "district", "central", "international", "health", "school", "friendship"})
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class PartyName:
    """`kinds`: what sort of body it is (hospital, university ...); `own`: the words that tell it from others.

    A name without words of its own (`Bộ Y tế`, `Chính phủ`) means no party in particular.
    """

    kinds: frozenset[str]
    own: tuple[str, ...]

    def is_same(self, other: PartyName) -> bool:
        """Whether both can be one party: one has all the other's own words, and kinds that do not differ."""
        mine, theirs = set(self.own), set(other.own)
        if not mine or not theirs or not (mine <= theirs or theirs <= mine):
            return False
        kinds, others = self.kinds - _VAGUE, other.kinds - _VAGUE
        return not kinds or not others or kinds <= others or others <= kinds

    def is_related(self, other: PartyName) -> bool:
        """Whether they share a word of their own, as a province and its hospital do."""
        return not set(self.own).isdisjoint(other.own)


class _Words:
    """The lexicon in the form it is used in: phrases of words, the longest first at each beginning."""

    def __init__(self) -> None:
        table = tomllib.loads(files("parsers").joinpath("party_words.toml").read_text("utf-8"))
        self.kinds = {tuple(p.split()): kind for kind, phrases in table["kinds"].items() for p in phrases}
        silent = (*table["empty"]["words"], *table["country"]["words"])
        self.kinds |= {tuple(phrase.split()): "" for phrase in silent}
        self.longest = max(map(len, self.kinds))


@cache
def _lexicon() -> _Words:
    return _Words()


@lru_cache(maxsize=4096)
def party_name(name: str) -> PartyName:
    """Return the name in normal form. What stands in brackets is left out, unless there is nothing else."""
    said = words(_BRACKETS.sub(" ", name)) or words(name)
    known = _lexicon()
    kinds, own = set(), []
    at = 0
    while at < len(said):
        for length in range(min(known.longest, len(said) - at), 0, -1):
            kind = known.kinds.get(tuple(said[at : at + length]))
            if kind is not None:
                kinds.add(kind)
                at += length
                break
        else:
            own.append(said[at])
            at += 1
    return PartyName(frozenset(kinds - {""}), tuple(own))


def names(party: str | None) -> tuple[str, ...]:
    """Return the names in a party, which semicolons separate."""
    return tuple(one for name in (party or "").split(";") if (one := name.strip()))


def entities(party: str | None, mentions: Iterable[Mention], home: str | None = None) -> tuple[str | None, ...]:
    """Return the registry's key for each name in a party, by the mentions of the same text; None for an unknown one.

    A country, its government, ministries and embassies have its code. `home`: the country of names that have no
    words of their own (`Bộ Y tế`, `both sides`).
    """
    known: dict[str, str] = {}
    countries: dict[str, str] = {}
    for one in mentions:
        if one.entity_id:
            spelt = countries if one.kind is MentionKind.COUNTRY else known
            spelt |= {fold(one.surface): one.entity_id, fold(one.label): one.entity_id}
    found = (_entity(fold(name), known, countries) for name in names(party))
    return tuple(one or (None if party_name(name).own else home) for one, name in zip(found, names(party), strict=True))


def _entity(name: str, known: Mapping[str, str], countries: Mapping[str, str]) -> str | None:
    if found := known.get(name) or countries.get(name):
        return found
    for country, code in countries.items():
        if re.search(rf"\b{re.escape(country)}\b", name) and not party_name(name.replace(country, " ")).own:
            return code
    return None

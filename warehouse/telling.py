"""Statements that say the same -> Tellings: what can be compared about an agreement, whoever tells it. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from typing import Any
from uuid import UUID

from parsers.fingerprint import key, shingles, tokens
from parsers.model import Agreement
from parsers.party_names import PartyName, names, party_name
from warehouse.tables import names as row_names

RUN = 4  # tokens in a row that a sentence shares with its reprint
LONG = 7  # letters of a word that is rare enough to be looked up alone; Vietnamese syllables have fewer
EXACT = 5  # marks of an article, the most telling ones: who shares two of them is compared
KEYS, LONG_RUN = 8, 10  # runs of a sentence by which its reprints are found, and their tokens: phrases are shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A row of `agreements`, with what is known of its article. `told_at`: when that was published, if it says so."""

    statement_id: UUID
    telling_id: UUID
    agreement_id: UUID
    article_id: UUID
    language: str
    type: str
    countries: tuple[str, ...]
    vietnamese_party: str | None
    foreign_party: str | None
    vietnamese_entities: tuple[str | None, ...]
    foreign_entities: tuple[str | None, ...]
    signed_on: date | None
    signed_precision: str | None
    amount: float | None
    currency: str | None
    sentence: str
    start_offset: int
    told_at: datetime | None
    first_seen_at: datetime
    figures: tuple[float, ...]  # of the whole article
    bodies: tuple[str, ...]  # named in the whole article

    @classmethod
    def of(cls, row: Sequence[Any]) -> Statement:
        """Return the statement in a row of `statements_of_tellings`."""
        values = (tuple(value) if isinstance(value, list) else value for value in row)
        fields: Any = dict(zip(row_names(cls), values, strict=True))
        return cls(**fields)

    @property
    def age(self) -> tuple[datetime, UUID, int, UUID]:
        """Which of two was said to us first, on every machine and whatever was loaded first."""
        return self.first_seen_at, self.article_id, self.start_offset, self.statement_id


@dataclass(frozen=True, slots=True)
class Party:
    """One name on one side. `entity`: its key in the registry, the code of a country, or None.

    `is_country`: it stands for a country as such. `is_particular`: it names a body: not a country, its government, a
    ministry alone, nor a Vietnamese place.
    """

    name: str
    entity: str | None
    words: PartyName
    is_country: bool
    is_particular: bool

    def is_same(self, other: Party) -> bool:
        """Whether both name one body."""
        if self.entity and other.entity:
            return self.entity == other.entity
        return self.words.is_same(other.words)


@dataclass(frozen=True)
class Telling:
    """What one or more statements say in the same words. `statements`: oldest first."""

    statements: tuple[Statement, ...]

    @property
    def telling_id(self) -> UUID:
        """Its key."""
        return self.said.telling_id

    @property
    def said(self) -> Statement:
        """The first statement: what is said is the same in all."""
        return self.statements[0]

    @cached_property
    def articles(self) -> frozenset[UUID]:
        """The articles that say it."""
        return frozenset(one.article_id for one in self.statements)

    @cached_property
    def told(self) -> tuple[datetime, datetime] | None:
        """When it was told first and last, if known."""
        times = [one.told_at for one in self.statements if one.told_at]
        return (min(times), max(times)) if times else None

    @cached_property
    def vietnamese(self) -> tuple[Party, ...]:
        """The Vietnamese side."""
        return parties(self.said.vietnamese_party, self.said.vietnamese_entities, at_home=True)

    @cached_property
    def foreign(self) -> tuple[Party, ...]:
        """The partners."""
        return parties(self.said.foreign_party, self.said.foreign_entities, at_home=False)

    @cached_property
    def signed(self) -> tuple[date, date] | None:
        """First and last day on which it can have been signed, if the year is known."""
        return span(self.said.signed_on, self.said.signed_precision)

    @cached_property
    def marks(self) -> frozenset[str]:
        """Numbers and names that its articles give beside the parties: those need no translation."""
        numbers = {f"{number:.15g}" for one in self.statements for number in one.figures}
        bodies = {" ".join(party_name(body).own) for one in self.statements for body in one.bodies}
        own = {" ".join(party.words.own) for party in (*self.vietnamese, *self.foreign)}
        return frozenset((numbers | bodies) - own - {""})

    @cached_property
    def runs(self) -> frozenset[int]:
        """The runs of words of its sentence."""
        return frozenset(shingles(tokens(self.said.sentence), RUN))

    @cached_property
    def subject(self) -> frozenset[int]:
        """Pairs of words of its sentence that are not the parties' names."""
        sides = f"{self.said.vietnamese_party or ''} {self.said.foreign_party or ''}"
        drop = set(tokens(sides))
        return frozenset(shingles([word for word in tokens(self.said.sentence) if word not in drop], 2))


def telling_key(
    said: Agreement, language: str, vietnamese: Sequence[str | None], foreign: Sequence[str | None]
) -> UUID:
    """Return the key of all that is said: equal in reprints, however they place tone marks or capitals.

    `vietnamese`, `foreign`: the registry's keys of the parties.
    """
    sides = (
        *names(said.vietnamese_party),
        *map(str, vietnamese),
        "with",
        *names(said.foreign_party),
        *map(str, foreign),
    )
    facts = (said.signed_on, said.signed_precision, said.amount, said.currency)
    wording = tokens(said.sentence)
    return key("telling", language, said.type, *said.countries, "by", *sides, *map(str, facts), *wording)


def tellings(statements: Iterable[Statement]) -> list[Telling]:
    """Return the statements by what they say."""
    grouped: dict[UUID, list[Statement]] = {}
    for one in sorted(statements, key=lambda one: one.age):
        grouped.setdefault(one.telling_id, []).append(one)
    return [Telling(tuple(ones)) for ones in grouped.values()]


def keys_of(telling: Telling) -> set[UUID]:
    """Return what other tellings of the same agreement have too: at least one of these, by the points that it takes."""
    said = telling.said
    words = tokens(said.sentence)
    runs = {key("run", *words[n : n + LONG_RUN]) for n in range(max(1, len(words) - LONG_RUN + 1))}
    found = set(sorted(runs)[:KEYS])
    for side, ones in (("vn", telling.vietnamese), ("foreign", telling.foreign)):
        found |= {key(side, part) for party in ones for part in _handles(party)}
    if said.amount is not None:
        found.add(key("amount", f"{said.amount:.2g}", said.currency or ""))
    if telling.signed and said.signed_precision == "day":
        found |= {key("signed", country, str(said.signed_on)) for country in said.countries}
    telltale = sorted(telling.marks, key=lambda mark: (-_weight(mark), mark))[:EXACT]
    return found | {key("marks", *sorted(pair)) for pair in combinations(telltale, 2)}


def _weight(mark: str) -> int:
    """Letters of a name, significant digits of a number: 52.7 and 1150 have three, 500 has one."""
    return len(mark.replace(".", "").strip("0"))


@lru_cache(maxsize=4096)
def parties(party: str | None, entities: tuple[str | None, ...], *, at_home: bool) -> tuple[Party, ...]:
    """Return the parties of one side; on the Vietnamese one, `at_home`, a name of no kind is that of a place."""
    return tuple(_party(name, entity, at_home) for name, entity in zip(names(party), entities, strict=True))


def _party(name: str, entity: str | None, at_home: bool) -> Party:
    words = party_name(name)
    is_country = entity is not None and len(entity) == len("VN") and entity.isupper()
    named = entity or words.kinds or not at_home
    return Party(name, entity, words, is_country, bool(words.own and named and not is_country))


def span(day: date | None, precision: str | None) -> tuple[date, date] | None:
    """Return the first and the last day of a date of some precision; None for none."""
    if day is None:
        return None
    if precision == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if precision == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


def _handles(party: Party) -> Iterator[str]:
    """The registry's key, and pairs of words of its own, which longer and shorter names of one body share."""
    if not party.is_particular:
        return
    if party.entity:
        yield party.entity
    own = party.words.own
    yield from (" ".join(pair) for pair in pairwise(own))
    yield from (word for word in own if len(own) == 1 or len(word) >= LONG)

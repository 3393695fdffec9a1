"""parties.csv -> the registry of organisations and hospitals: id, type, country, parent and all their names.

One line is one party; `names` are separated by `|`, the first is the one to show. Names are matched word by word,
so commas and hyphens in them do not matter; an abbreviation in capitals matches as printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from parsers.countries import country_codes
from parsers.gazetteer import Gazetteer, lower_words, read_rows, split_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.gazetteer import Row

FILE = "parties.csv"
_COLUMNS = ("id", "type", "country", "parent", "names")
TYPES = frozenset({
    "association", "bank", "company", "department", "donor", "foundation", "fund", "government", "hospital",
    "institute", "military", "ministry", "multilateral", "ngo", "programme", "province", "university",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Party:
    """A registered organisation or hospital."""

    id: str
    type: str
    country: str  # ISO 3166-1 alpha-2; empty for a multilateral
    parent: str  # id of the party it belongs to; may be empty
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name to show."""
        return self.names[0]

    @property
    def is_hospital(self) -> bool:
        """Whether mentions of it are of kind hospital."""
        return self.type == "hospital"


@cache
def registry() -> dict[str, Party]:
    """Return all parties by id. Raises ValueError that names file and line if a line of the registry is wrong."""
    return dict(check_parties(read_rows(FILE, _COLUMNS)))


@cache
def party_names() -> Gazetteer[Party]:
    """Return the finder of all names of the registry."""
    return Gazetteer((name, party) for party in registry().values() for name in party.names)


def check_parties(rows: Iterator[Row]) -> Iterator[tuple[str, Party]]:
    """Yield the parties of lines by id. Raises ValueError that names file and line at the first line that is wrong."""
    ids: dict[str, int] = {}
    owners: dict[tuple[str, ...], str] = {}
    parents: list[tuple[int, str]] = []
    for row in rows:
        party = _party(row)
        if party.id in ids:
            raise _wrong(row.line, f"the id {party.id!r} is already in line {ids[party.id]}")
        ids[party.id] = row.line
        parents.append((row.line, party.parent))
        for name in party.names:
            owner = owners.setdefault(lower_words(name), party.id)
            if owner != party.id:
                raise _wrong(row.line, f"the name {name!r} already belongs to {owner!r}")
        yield party.id, party
    for line, parent in parents:
        if parent and parent not in ids:
            raise _wrong(line, f"no party has the id of the parent {parent!r}")


def _party(row: Row) -> Party:
    cells = row.cells
    names = tuple(dict.fromkeys(split_names(cells["names"])))
    if not cells["id"] or not names:
        raise _wrong(row.line, "a party needs an id and at least one name")
    if not all(lower_words(name) for name in names):
        raise _wrong(row.line, "a name needs a letter or digit")
    if cells["type"] not in TYPES:
        raise _wrong(row.line, f"the type {cells['type']!r} is none of {', '.join(sorted(TYPES))}")
    if cells["country"] and cells["country"] not in country_codes():
        raise _wrong(row.line, f"the country {cells['country']!r} is no code of countries.csv")
    return Party(cells["id"], cells["type"], cells["country"], cells["parent"], names)


def _wrong(line: int, why: str) -> ValueError:
    return ValueError(f"parsers/{FILE}, line {line}: {why}")

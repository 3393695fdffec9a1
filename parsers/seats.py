"""A party in a text -> the country of the foreign city or region in its name, before it as its owner, or behind it.

foreign_places.csv has the places of each country: `names`, which also speak for a partner wherever they stand in a text
(`topic_rules`), and `others`, which only tell where a party is from: some are people and words too (Nancy, Cork).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from parsers.countries import country_codes
from parsers.gazetteer import Gazetteer, Words, read_rows, split_names

if TYPE_CHECKING:
    from parsers.gazetteer import Row
    from parsers.model import Mention

_FILE = "foreign_places.csv"
_NAMES = ("names", "others")
_NEAR = 40  # characters beside a party's name
_SEATED = re.compile(
    r"(?:,? ?\(?| (?:in|from|of|ở|tại|đến từ|của|thuộc) )(?:(?:thành phố|tỉnh|bang|TP\.?) )?", re.IGNORECASE
)


@cache
def foreign_places() -> Gazetteer[str]:
    """Return the finder of cities and regions of other countries. Raises ValueError that names file and line."""
    return Gazetteer(
        (name, row.cells["code"]) for row in _rows() for key in _NAMES for name in split_names(row.cells[key])
    )


@cache
def speaking_places() -> tuple[str, ...]:
    """Return the places that speak for a partner by themselves. Raises ValueError that names file and line."""
    return tuple(name for row in _rows() for name in split_names(row.cells[_NAMES[0]]))


def _rows() -> list[Row]:
    rows = list(read_rows(_FILE, ("code", *_NAMES)))
    wrong = next((row for row in rows if row.cells["code"] not in country_codes()), None)
    if wrong:
        raise ValueError(f"parsers/{_FILE}, line {wrong.line}: {wrong.cells['code']!r} is no code of countries.csv")
    return rows


def seat_of(text: str, party: Mention) -> str:
    """Return the country, ISO 3166-1 alpha-2; empty if no such place tells it."""
    return _within(party) or _before(text, party) or _behind(text, party)


def _within(party: Mention) -> str:
    """The last place in the name: "Viện Nghiên cứu Lao Cape Town"."""
    return next((code for _, _, code in reversed(foreign_places().find(Words(party.surface)))), "")


def _before(text: str, party: Mention) -> str:
    """The owner: "Rotterdam's Maasdam Medical Centre"."""
    before = text[max(0, party.start - _NEAR) : party.start]
    if not before.rstrip().endswith(("'s", "’s")):
        return ""
    words = Words(before)
    return next((code for _, last, code in foreign_places().find(words) if last >= len(words) - 1), "")


def _behind(text: str, party: Mention) -> str:
    """The town: "Trung tâm Y tế Haneul, thành phố Daegu"."""
    behind = text[party.end : party.end + _NEAR]
    words = Words(behind)
    found = foreign_places().find(words)
    return next((code for first, _, code in found if _SEATED.fullmatch(behind, 0, words.starts[first])), "")

"""A party in a text -> the country of the foreign city or region in its name, before it as its owner, or behind it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from parsers.countries import country_codes
from parsers.gazetteer import Gazetteer, Words, read_rows, split_names

if TYPE_CHECKING:
    from parsers.model import Mention

_FILE = "foreign_places.csv"
_NEAR = 40  # characters beside a party's name
_SEATED = re.compile(
    r"(?:,? ?\(?| (?:in|from|of|ở|tại|đến từ|của|thuộc) )(?:(?:thành phố|tỉnh|bang|TP\.?) )?", re.IGNORECASE
)


@cache
def foreign_places() -> Gazetteer[str]:
    """Return the finder of cities and regions of other countries. Raises ValueError that names file and line."""
    rows = list(read_rows(_FILE, ("code", "names")))
    wrong = next((row for row in rows if row.cells["code"] not in country_codes()), None)
    if wrong:
        raise ValueError(f"parsers/{_FILE}, line {wrong.line}: {wrong.cells['code']!r} is no code of countries.csv")
    return Gazetteer((name, row.cells["code"]) for row in rows for name in split_names(row.cells["names"]))


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

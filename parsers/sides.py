"""Mentions -> parties of an agreement: which side a named party is on, and which country it is from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.countries import HOME, is_vietnamese_word
from parsers.model import MentionKind
from parsers.parties import registry

if TYPE_CHECKING:
    from parsers.model import Mention


@dataclass(frozen=True, slots=True)
class Side:
    """A party with its side: `country` is empty for a multilateral or where the text does not tell."""

    name: str
    is_home: bool
    country: str
    start: int
    end: int
    is_named: bool = True  # False for a country that stands for its side


_OF_COUNTRY = re.compile(r"[ ,]{1,2}(?:\(|của |thuộc |tại |ở |from |of (?:the )?|in )?(?:nước |Vương quốc |phía )?")
_ACRONYM = re.compile(r"\((?P<short>[A-Z][\w-]+)\)$")
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN_HEADS = re.compile(r"^(?:[ĐđDd]ại sứ quán|[Ll]ãnh sự quán|[Tt]ổng lãnh sự quán|Embassy)")


def sides_of(text: str, mentions: tuple[Mention, ...]) -> list[Side]:
    """Return every party and country of a text as a side, in order; a country inside a party's name is not apart."""
    countries = [m for m in mentions if m.kind is MentionKind.COUNTRY]
    found: list[Side] = []
    for mention in mentions:
        if mention.kind in {MentionKind.ORGANISATION, MentionKind.HOSPITAL}:
            found.append(_party(text, mention, countries))
    spans = [(side.start, side.end) for side in found]
    for country in countries:
        if not any(start <= country.start and country.end <= end for start, end in spans):
            code = country.entity_id or ""
            found.append(Side(country.surface, code == HOME, code, country.start, country.end, is_named=False))
    return sorted(found, key=lambda side: side.start)


def _party(text: str, mention: Mention, countries: list[Mention]) -> Side:
    registered = registry().get(mention.entity_id or "")
    if registered:
        return Side(mention.surface, registered.country == HOME, registered.country, mention.start, mention.end)
    inside = [c.entity_id or "" for c in countries if mention.start <= c.start and c.end <= mention.end]
    abroad = [code for code in inside if code != HOME]
    if abroad and not (HOME in inside and not _FOREIGN_HEADS.match(mention.surface)):
        return Side(mention.surface, False, abroad[-1], mention.start, mention.end)
    if inside:
        return Side(mention.surface, True, HOME, mention.start, mention.end)
    behind = next(
        (
            c
            for c in countries
            if 0 <= c.start - mention.end <= 16 and _OF_COUNTRY.fullmatch(text, mention.end, c.start)
        ),
        None,
    )
    if behind:
        code = behind.entity_id or ""
        return Side(mention.surface, code == HOME, code, mention.start, mention.end)
    is_home = _sounds_vietnamese(mention.surface)
    return Side(mention.surface, is_home, HOME if is_home else "", mention.start, mention.end)


def _sounds_vietnamese(name: str) -> bool:
    """Whether all capitalised words of a name, its acronym apart, could be Vietnamese syllables."""
    bare = _ACRONYM.sub("", name)
    proper = [word for word in _WORD.findall(bare) if word[0].isupper() and not word.isupper()]
    return bool(proper) and all(is_vietnamese_word(word) for word in proper)

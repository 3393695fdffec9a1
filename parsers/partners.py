"""A statement among its neighbours -> its two parties and the partner countries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from parsers.countries import HOME
from parsers.parties import registry
from parsers.sides import HERE, MANY, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parsers.statements import Statement

# A sentence whose subjects the one before it named.
_POINTS_BACK = re.compile(r"(?:They|Their|Both|The two|Hai bên|Hai (?:bệnh viện|trường|viện|đơn vị)|Các bên)\b")
_OWNED = 3  # characters between "Vietnam" and "Thai Binh Province": 's and a blank
_BACK = 3  # sentences: how far back "the department", "dự án này" may look for its name
_MOST_PARTIES = 4
_LIST = 3  # countries in one sentence


@dataclass(frozen=True, slots=True)
class Partners:
    """Who agrees with whom: names joined by `;`, and the ISO codes of the other side."""

    home: str | None
    foreign: str | None
    countries: tuple[str, ...]
    keys: frozenset[str] = frozenset()  # of the named foreign parties
    home_keys: frozenset[str] = frozenset()


class Cast:
    """All sides of an article: whom a sentence means that does not name its parties itself."""

    def __init__(self, title: Sequence[Statement], body: Sequence[Statement], language: str) -> None:
        self._body = body
        self._title = title
        self._head = [*title, *body[:2]]
        self._language = language
        self._crew = _unique(country for s in body for country in _listed(s))
        self._abroad = any(s.foreign for s in title) or sum(bool(s.foreign) for s in body) > len(body) / 4

    def is_inland(self, statement: Statement) -> bool:
        """Whether a statement joins two health bodies of Vietnam, in an article that is not about foreigners."""
        return not self._abroad and between_bodies(statement) is not None

    def partners(self, statement: Statement) -> Partners:
        """Return both parties of a statement and the partner countries; a side nobody names is None."""
        if not self._abroad and (inside := between_bodies(statement)):
            return Partners(
                inside[0].name, inside[1].name, (HOME,), frozenset({inside[1].key}), frozenset({inside[0].key})
            )
        foreign, home = self._foreign(statement), self._home(statement)
        return Partners(
            _joined(home) or ("Vietnam" if self._language == "en" else "Việt Nam"),
            _joined(foreign),
            self._countries(statement, foreign),
            frozenset(side.key for side in foreign if side.is_named),
            frozenset(side.key for side in home),
        )

    def is_set_in_vietnam(self, statement: Statement) -> bool:
        """Whether Vietnam or a body or place of it is named in the statement, near it, or at the head."""
        after = self._body[statement.index + 1 : statement.index + 3]
        return any(near.home for near in [statement, *self._before(statement), *after, *self._head])

    def _foreign(self, statement: Statement) -> list[Side]:
        near_ones = [statement, *self._before(statement)]
        if _POINTS_BACK.match(statement.text) and not any(side.is_named for side in statement.foreign):
            near_ones = [near for near in near_ones if any(side.is_named for side in near.foreign)] or near_ones
        for near in near_ones:
            if found := _best(near.foreign):
                return found
        for near in self._head:
            if found := _best(near.foreign):
                return found
        return []

    def _home(self, statement: Statement) -> list[Side]:
        for near in [statement, *self._before(statement), *self._head]:
            if named := [side for side in near.home if side.is_named]:
                return named
            if near is statement and near.home and not near.has("own_body"):
                return _of_vietnam(near.home)
        return _of_vietnam(statement.home)

    def _countries(self, statement: Statement, foreign: list[Side]) -> tuple[str, ...]:
        if statement.has("mission") and self._crew:
            return _unique([*(side.country for side in statement.foreign), *self._crew])
        told = [side.country for side in foreign if side.country]
        beside = [side.country for side in statement.foreign if side.country]
        if told or beside:
            return _unique(told or beside)
        if foreign and all(side.key == MANY or side.key in registry() for side in foreign):
            return ()
        return _unique(side.country for near in [*self._title, *self._before(statement)] for side in near.foreign)[:1]

    def _before(self, statement: Statement) -> Iterable[Statement]:
        return reversed(self._body[max(0, statement.index - _BACK) : statement.index])


def _of_vietnam(sides: Sequence[Side]) -> list[Side]:
    """Vietnam itself if it is named, else the places; where papers were signed is no party then."""
    owned = [b for a, b in pairwise(sides) if a.key == HOME and b.key != HERE and 0 <= b.start - a.end <= _OWNED]
    if owned:
        return owned[:1]
    return [side for side in sides if side.key == HOME][:1] or [side for side in sides if side.key != HERE][:2]


def _listed(statement: Statement) -> tuple[str, ...]:
    """The countries of a sentence that lists three or more: the crew of a hospital ship, the guests of a course."""
    countries = _unique(side.country for side in statement.foreign)
    return countries if len(countries) >= _LIST else ()


def _best(sides: Sequence[Side]) -> list[Side]:
    """The named parties of a sentence, or else the countries that stand for them."""
    named = [side for side in sides if side.is_named]
    return (named or list(sides))[:_MOST_PARTIES]


def _joined(sides: Sequence[Side]) -> str | None:
    return "; ".join(_unique(side.name for side in sides)[:_MOST_PARTIES]) or None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


_OF = re.compile(r"(?:của|với|do|từ|of|with|by|from)\s$", re.IGNORECASE)
_FOR = re.compile(r"(?:cho|to|for)\s$", re.IGNORECASE)
_WHERE = re.compile(r"\b(?:của|các|tại|ở|thuộc|of|in|the)\s$", re.IGNORECASE)  # before the seat of another body
_LONGEST_WHERE = 6  # characters, with the blank
_CROWD = re.compile(
    r"(?:với|cùng|with) (?P<who>(?:các|nhiều|\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
    r"|two|three|four|five|six|seven|eight|nine|ten)"
    r" (?:bệnh viện|trung tâm y tế|[a-z]* ?hospitals)(?: đa khoa| tuyến (?:tỉnh|huyện)| vệ tinh| công lập)*)"
)
_LINKS = ("twinning", "training")
_BODY = re.compile(
    r"(?:Sở Y tế|UBND|Ủy ban|Uỷ ban|tỉnh|thành phố|(?:Trường )?(?:Đại học|ĐH)|Học viện)"
    r"|.*(?:Department of Health|University)",
    re.IGNORECASE,
)


def _is_seat(text: str, at: int) -> bool:
    """Whether what stands there says where something is: "đào tạo tại Sở Y tế"."""
    return bool(_WHERE.search(text, max(0, at - _LONGEST_WHERE), at))


def _crowd(statement: Statement, first: Side) -> Side | None:
    """The hospitals that a hospital signs with, counted and not named: "ký thỏa thuận với năm bệnh viện đa khoa"."""
    start = statement.span.start
    hit = _CROWD.search(statement.text, first.end - start)
    if hit is None:
        return None
    begin, end = (start + place for place in hit.span("who"))
    return Side(hit["who"], True, HOME, begin, end, is_named=False, is_hospital=True, key=MANY)


def between_bodies(statement: Statement) -> tuple[Side, Side] | None:
    """Two health bodies of Vietnam, who receives before who gives, where a sentence names no foreigner.

    Two hospitals that are joined by training or twinning, or a hospital that signs with a province, its health
    department or a school. What else two hospitals do together (a patient handed on) is no agreement.
    """
    if statement.foreign or not statement.has(*_LINKS, "signing"):
        return None
    houses = [side for side in statement.home if side.is_hospital]
    others = [side for side in statement.home if not side.is_hospital and _BODY.match(side.name)]
    others = [side for side in others if not _is_seat(statement.text, side.start - statement.span.start)]
    both = [*houses, *others] if statement.has("signing") else houses
    first = next(iter(houses), None)
    last = next((side for side in both if first and side.name != first.name), None)
    if first and not last and statement.has("signing"):
        last = _crowd(statement, first)
    if not first or not last:
        return None
    if first.start > last.start:
        first, last = last, first
    text, start = statement.text, statement.span.start
    if _FOR.search(text, 0, last.start - start):
        return last, first
    if _OF.search(text, 0, last.start - start) or last.rank > first.rank:
        return first, last
    return last, first

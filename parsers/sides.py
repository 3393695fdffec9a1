"""A text and its mentions -> the sides of agreements: who is Vietnam's, who is foreign and from which country."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from functools import cache
from importlib.resources import files
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from parsers.alternatives import any_of
from parsers.areas import find_areas
from parsers.countries import HOME, home_places, is_syllable, is_vietnamese_word
from parsers.gazetteer import Gazetteer
from parsers.model import MentionKind
from parsers.parties import registry
from parsers.seats import seat_of
from parsers.sentences import CAPITALS
from parsers.textnorm import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.areas import Area
    from parsers.gazetteer import Words
    from parsers.model import Mention

MANY = "many"  # the key of partners in general
HERE = "here"  # and of Vietnam in general: no party, but the story is set there
# What works across borders: where it has its seat makes no partner country unless the text says so.
_BORDERLESS = frozenset({"bank", "company", "foundation", "fund", "multilateral", "ngo"})


class Side(NamedTuple):
    """A party, country or place with its side; `country` is empty if many countries are in it or the text is silent."""

    name: str
    is_home: bool
    country: str
    start: int
    end: int
    is_named: bool = True  # False for a country or place that stands for its side
    is_hospital: bool = False
    key: str = ""  # the same for all names of a registered party, else the folded name or the country
    rank: int = 0  # of a named party of Vietnam: 1 answers to a ministry, 0 to a province or nobody known


_LISTS: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("sides.toml").read_text(encoding="utf-8"))


def _any_of(key: str) -> str:
    return any_of(_LISTS[key])


_OF_COUNTRY = re.compile(
    r"[ ,]{0,2}(?:\([^()]{0,20}\) ?)?(?:\(|của |thuộc |ở |from |of (?:the )?|in (?:the )?)?"
    r"(?:nước |[Vv]ương quốc |phía )?"
)
_BEHIND = 24  # characters between a party or place and the country that owns it
_PERSON_BEHIND = 19  # ... and a person and the country behind
_REACH = 80  # ... and, with room for a country's name, before it
_ACRONYM = re.compile(r"\((?P<short>[A-Z][\w-]+)\)$")
_WORD = re.compile(r"[^\W\d_]+")
_WORLDWIDE = re.compile(
    rf"(?:{_any_of('unions')})\b.*(?:{_any_of('worldwide')})|.*\b(?:international|global|world|european|asian)\b",
    re.IGNORECASE,
)
_MADE = 20  # characters before the country a thing was made in
_MADE_IN = re.compile(
    r"(?:sản xuất (?:tại|ở)|xuất xứ(?: từ)?|nhập (?:khẩu )?từ|made in|imported from) $", re.IGNORECASE
)
_LENDERS = re.compile(r"(?:tổ chức|quỹ|quĩ|hãng|tập đoàn)\b", re.IGNORECASE)
_PERSON = re.compile(rf"(?i:{_any_of('titles')})\.? (?P<name>[{CAPITALS}][\w'’-]+(?: [{CAPITALS}][\w'’.-]*){{1,3}})")
_TITLE_STARTS = frozenset(title.split()[0] for title in _LISTS["titles"])
_MISSIONS = re.compile(r"(?:[ĐđDd]ại sứ quán|[Ll]ãnh sự quán|[Tt]ổng lãnh sự quán|Embassy)")
_GROUP = re.compile(
    rf"(?:(?:{_any_of('before_groups')}) )*(?:{_any_of('groups')}) (?:(?:đến |tới )?từ |của |ở |tại )?"
    r"(?:nước |vương quốc )?$",
    re.IGNORECASE,
)
_GROUP_ENDS = tuple(  # all that `_GROUP` can end with: most countries stand behind something else
    f"{group} {link}{state}"
    for group in _LISTS["groups"]
    for link in ("", "đến từ ", "tới từ ", "từ ", "của ", "ở ", "tại ")
    for state in ("", "nước ", "vương quốc ")
)
_LONGEST_END = max(map(len, _GROUP_ENDS))
_LAST_WORDS = tuple({f"{end.split()[-1]} " for end in _GROUP_ENDS})
_GROUP_BEHIND = re.compile(rf" (?:(?:{_any_of('before_english_groups')}) )*(?:{_any_of('english_groups')})\b")


@cache
def _general_names() -> Gazetteer[str]:
    """Names in general, with the key of the side they stand for; a body of the place has its own name as key."""
    keys = {MANY: _LISTS["many"], HERE: _LISTS["home"]}
    names = [(name, key) for key, names in keys.items() for name in names]
    return Gazetteer([*names, *((name, name) for name in _LISTS["bodies_here"])], proper=False)


def sides_of(text: str, words: Words, mentions: tuple[Mention, ...]) -> list[Side]:
    """Return every party, country and place of a text as a side, in order; nothing inside a party's name is apart."""
    countries = [mention for mention in mentions if mention.kind is MentionKind.COUNTRY]
    told = {country.entity_id or "" for country in countries}
    named = [
        _party(text, mention, _from(countries, mention.start - _REACH, mention.end + _REACH), told)
        for mention in mentions
        if mention.kind in {MentionKind.ORGANISATION, MentionKind.HOSPITAL}
    ]
    givers = [
        country for country in countries if not _MADE_IN.search(text, max(0, country.start - _MADE), country.start)
    ]
    alone = [*map(_country_side, [text] * len(givers), givers), *_people(text, words, countries)]
    areas = [area for area in map(_area_side, find_areas(words)) if not _is_abroad(text, area, countries)]
    starts: list[int] = []
    for first, last, name in filter(itemgetter(2), home_places().find(words)):
        start, end = words.starts[first], words.ends[last - 1]
        starts.append(start)
        alone.append(Side(text[start:end], True, HOME, start, end, is_named=False, key=name))
    areas = [area for area in areas if bisect_left(starts, area.start) == bisect_left(starts, area.end)]
    for first, last, key in _general_names().find(words):
        start, end = words.starts[first], words.ends[last - 1]
        is_home = key != MANY
        alone.append(Side(text[start:end], is_home, HOME if is_home else "", start, end, is_named=False, key=key))
    alone += areas
    return sorted([*named, *_outside(named, alone)], key=lambda side: side.start)


def _from(countries: list[Mention], first: int, last: int) -> list[Mention]:
    """Of countries in order those that start between two places: who asks all of them for all others takes seconds."""
    start = attrgetter("start")
    return countries[bisect_left(countries, first, key=start) : bisect_right(countries, last, key=start)]


def _area_side(area: Area) -> Side:
    return Side(area.printed, True, HOME, area.start, area.end, is_named=False, key=fold(area.name))


def _is_abroad(text: str, area: Side, countries: list[Mention]) -> bool:
    """Whether another country stands behind an area as its owner: "huyện Mường Khà của Lào"."""
    near = _from(countries, area.end, area.end + _BEHIND)
    return any(c.entity_id != HOME and _belongs_behind(text, area.end, c) for c in near)


def _belongs_behind(text: str, end: int, country: Mention) -> bool:
    return 0 <= country.start - end <= _BEHIND and bool(_OF_COUNTRY.fullmatch(text, end, country.start))


def _outside(named: list[Side], alone: list[Side]) -> list[Side]:
    """The sides that have no letter in common with a named party; these are in order, and no two overlap."""
    starts, ends = [party.start for party in named], [party.end for party in named]
    behind = [bisect_right(ends, side.start) for side in alone]  # the first party that ends behind the side's start
    return [side for side, at in zip(alone, behind, strict=True) if at == len(named) or starts[at] >= side.end]


def _country_side(text: str, country: Mention) -> Side:
    """A country alone, with the group of people it qualifies."""
    code, start, end = country.entity_id or "", country.start, country.end
    if code != HOME:
        before = text[max(0, start - _LONGEST_END) : start].lower()
        is_qualified = before.endswith(_LAST_WORDS) and before.endswith(_GROUP_ENDS)
        if is_qualified and (group := _GROUP.search(text, max(0, start - 60), start)):
            start = group.start()
        elif behind := _GROUP_BEHIND.match(text, end):
            end = behind.end()
    return Side(text[start:end], code == HOME, code, start, end, is_named=False, key=code)


def _party(text: str, mention: Mention, countries: list[Mention], told: set[str]) -> Side:
    is_home, country, rank = _origin(text, mention, countries, told)
    return Side(
        mention.surface,
        is_home,
        country,
        mention.start,
        mention.end,
        is_hospital=mention.kind is MentionKind.HOSPITAL,
        key=mention.entity_id or fold(mention.surface),
        rank=rank,
    )


def _origin(text: str, mention: Mention, countries: list[Mention], told: set[str]) -> tuple[bool, str, int]:
    """Whether a party is Vietnam's, its country, and its rank."""
    registered = registry().get(mention.entity_id or "")
    if registered:
        seated = registered.type in _BORDERLESS and registered.country not in told
        return registered.country == HOME, "" if seated else registered.country, int(bool(registered.parent))
    inside = [c.entity_id or "" for c in countries if mention.start <= c.start and c.end <= mention.end]
    abroad = [code for code in inside if code != HOME]
    if abroad and not (HOME in inside and not _MISSIONS.match(mention.surface)):
        return False, abroad[-1], 0
    beside = [c.entity_id or "" for c in countries if _belongs(text, mention, c)]
    bracketed = text.startswith(" (", mention.end) and beside[:1] != [HOME]  # "Project Vietnam (Mỹ)"
    near = beside if bracketed and beside else inside or beside
    is_nowhere = _is_charity_in_english(mention.surface) if inside and near == [HOME] else _is_worldwide(mention, near)
    if is_nowhere:
        return False, "", 0
    if near:
        return near[0] == HOME, near[0], 0
    seat = seat_of(text, mention)
    is_home = not seat and _sounds_vietnamese(mention.surface)
    return is_home, HOME if is_home else seat, 0


def _belongs(text: str, party: Mention, country: Mention) -> bool:
    """Whether a country right behind a party, or as its owner before it, is where it is from."""
    if country.start >= party.end:
        return _belongs_behind(text, party.end, country)
    return 0 < party.start - country.end <= 3 and text[country.end : party.start].strip("’'s ") == ""


def _is_worldwide(mention: Mention, near: list[str]) -> bool:
    return not near and bool(_WORLDWIDE.match(mention.surface))


def _is_charity_in_english(name: str) -> bool:
    """Whether a Vietnamese text calls a charity by its English name: "Tổ chức Vietnam Health Improvement Projects"."""
    strange = [word for word in _WORD.findall(_ACRONYM.sub("", name)) if word[0].isupper() and not is_syllable(word)]
    return bool(_LENDERS.match(name)) and len([word for word in strange if word.lower() != "vietnam"]) > 1


def _sounds_vietnamese(name: str) -> bool:
    """Whether all capitalised words of a name could be Vietnamese syllables; abbreviations only decide alone."""
    words = _WORD.findall(_ACRONYM.sub("", name))[bool(_LENDERS.match(name)) :]  # without "Quỹ", "Tổ (chức)"
    proper = [word for word in words if word[0].isupper()]
    spelled = [word for word in proper if not word.isupper() or len(word) == 1]
    if not spelled:
        return not _LENDERS.match(name)
    return all(is_vietnamese_word(word) for word in spelled)


def _people(text: str, words: Words, countries: list[Mention]) -> Iterator[Side]:
    """Doctors and donors with a name that is not Vietnamese: "bác sĩ Edward Kondrot"."""
    starts = [words.starts[at] for at in words.places(_TITLE_STARTS)]
    for hit in filter(None, (_PERSON.match(text, start) for start in starts)):
        names = hit["name"].split()
        if len(names) > 1 and sum(not is_vietnamese_word(name) for name in names) * 2 >= len(names):
            near = next((c.entity_id or "" for c in _from(countries, hit.end(), hit.end() + _PERSON_BEHIND)), "")
            if near != HOME:
                yield Side(hit.group(), False, near, hit.start(), hit.end(), is_named=False, key=fold(hit["name"]))

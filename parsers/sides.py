"""A text and its mentions -> the sides of agreements: who is Vietnam's, who is foreign and from which country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.countries import HOME, home_places, is_vietnamese_word
from parsers.model import MentionKind
from parsers.parties import registry
from parsers.sentences import CAPITALS
from parsers.textnorm import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.gazetteer import Words
    from parsers.model import Mention

# What works across borders: where it has its seat makes no partner country unless the text says so.
_BORDERLESS = frozenset({"bank", "company", "foundation", "fund", "multilateral", "ngo"})


@dataclass(frozen=True, slots=True)
class Side:
    """A party, country or place with its side; `country` is empty for a multilateral or where the text does not tell."""

    name: str
    is_home: bool
    country: str
    start: int
    end: int
    is_named: bool = True  # False for a country or place that stands for its side
    is_hospital: bool = False
    key: str = ""  # the same for all names of a registered party, else the folded name or the country
    rank: int = 0  # of a named party of Vietnam: 1 answers to a ministry, 0 to a province or nobody known


_OF_COUNTRY = re.compile(
    r"[ ,]{0,2}(?:\([^()]{0,20}\) ?)?(?:\(|của |thuộc |ở |from |of (?:the )?|in (?:the )?)?(?:nước |[Vv]ương quốc |phía )?"
)
# Bodies of many countries: Liên minh Doanh nghiệp châu Âu, Hiệp hội X quốc tế.
_WORLDWIDE = re.compile(
    r"(?:Liên minh|Liên đoàn|Hiệp hội|Tổ chức|Quỹ|Hội|Ủy ban|Uỷ ban|Phòng)\b.*(?:châu Âu|châu Á|quốc tế|thế giới|toàn cầu|Phi chính phủ)|.*\b(?:International|Global|World|European|Asian)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\((?P<short>[A-Z][\w-]+)\)$")
_WORD = re.compile(r"[^\W\d_]+")
_LENDERS = re.compile(r"(?:tổ chức|quỹ|quĩ|hãng|tập đoàn)\b", re.IGNORECASE)
_PERSON = re.compile(
    rf"\b(?:[Bb]ác s[ĩỹ]|BS|[Gg]iáo sư|GS|[Tt]iến sĩ|[Dd]octor|[Dd]r|[Pp]rofessor|nhà hảo tâm)\.? (?P<name>[{CAPITALS}][\w'’-]+(?: [{CAPITALS}][\w'’.-]*){{1,3}})"
)
# Partners in general, of no one country.
_MANY = re.compile(
    r"(?:các )?(?:tổ chức quốc tế|(?:[Tt]ổ chức )?[Pp]hi [Cc]hính phủ(?: nước ngoài)?|cộng đồng quốc tế|nhà tài trợ(?: quốc tế)?|đối tác (?:nước ngoài|quốc tế)|(?:chuyên gia|bác sĩ|bệnh viện|BV) (?:nước ngoài|quốc tế))"
    r"|international (?:organi[sz]ations|donors|partners)|foreign (?:donors|partners|doctors|experts)"
)
_MANY_WORDS = re.compile(r"quốc tế|nước ngoài|tài trợ|phi chính phủ|Phi Chính phủ|internation|foreign")
_MISSIONS = re.compile(r"(?:[ĐđDd]ại sứ quán|[Ll]ãnh sự quán|[Tt]ổng lãnh sự quán|Embassy)")
# A group of people or bodies that a country's name closes: các bác sĩ Bỉ, French health experts.
_GROUP = re.compile(
    r"(?:(?:các|những|đoàn|nhóm|êkip|ekip|ê kíp|đội|một số|phía) )*(?:(?:y )?bác s[ĩỹ]|chuyên gia(?: y tế)?|nhà khoa học|giáo sư|bệnh viện|trường đại học"
    r"|tổ chức|trung tâm y khoa|thầy thuốc|phẫu thuật viên|êkip|đoàn|phía|nhân dân|các bạn|doanh nghiệp|công ty|nước|chính quyền|quân y|hải quân|lực lượng)"
    r" (?:(?:đến |tới )?từ |của |ở |tại )?(?:nước |vương quốc )?$",
    re.IGNORECASE,
)
_GROUP_BEHIND = re.compile(
    r" (?:(?:health|medical|eye|heart|navy|army|leading) )*(?:experts|doctors|surgeons|specialists|scientists|government|embassy|side|team|nurses|volunteers|hospitals?|partners?)"
)


def sides_of(text: str, words: Words, mentions: tuple[Mention, ...]) -> list[Side]:
    """Return every party, country and place of a text as a side, in order; nothing inside a party's name is apart."""
    countries = [mention for mention in mentions if mention.kind is MentionKind.COUNTRY]
    told = {country.entity_id or "" for country in countries}
    named = [
        _party(text, mention, countries, told)
        for mention in mentions
        if mention.kind in {MentionKind.ORGANISATION, MentionKind.HOSPITAL}
    ]
    places = [
        Side(text[start:end], True, HOME, start, end, is_named=False, key=name)
        for start, end, name in ((words.starts[a], words.ends[b - 1], name) for a, b, name in home_places().find(words))
    ]
    alone = [*map(_country_side, [text] * len(countries), countries), *places, *_people(text, countries), *_many(text)]
    alone = [side for side in alone if not _inside(side, named)]
    return sorted([*named, *alone], key=lambda side: side.start)


def _inside(side: Side, named: list[Side]) -> bool:
    return any(party.start < side.end and side.start < party.end for party in named)


def _country_side(text: str, country: Mention) -> Side:
    """A country alone, with the group of people it qualifies."""
    code, start, end = country.entity_id or "", country.start, country.end
    if code != HOME:
        if before := _GROUP.search(text, max(0, start - 60), start):
            start = before.start()
        elif behind := _GROUP_BEHIND.match(text, end):
            end = behind.end()
    return Side(text[start:end], code == HOME, code, start, end, is_named=False, key=code)


def _party(text: str, mention: Mention, countries: list[Mention], told: set[str]) -> Side:
    is_home, country, rank = _origin(text, mention, countries, told)
    return Side(mention.surface, is_home, country, mention.start, mention.end,
                is_hospital=mention.kind is MentionKind.HOSPITAL, key=mention.entity_id or fold(mention.surface), rank=rank)  # fmt: skip


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
    near = inside or [c.entity_id or "" for c in countries if _belongs(text, mention, c)]
    if near:
        return near[0] == HOME, near[0], 0
    if _WORLDWIDE.match(mention.surface):
        return False, "", 0
    is_home = _sounds_vietnamese(mention.surface)
    return is_home, HOME if is_home else "", 0


def _belongs(text: str, party: Mention, country: Mention) -> bool:
    """Whether a country right behind a party, or as its owner before it, is where it is from."""
    if 0 <= country.start - party.end <= 24:
        return bool(_OF_COUNTRY.fullmatch(text, party.end, country.start))
    return 0 < party.start - country.end <= 3 and text[country.end : party.start].strip("’'s ") == ""


def _sounds_vietnamese(name: str) -> bool:
    """Whether all capitalised words of a name could be Vietnamese syllables; abbreviations only decide alone."""
    proper = [word for word in _WORD.findall(_ACRONYM.sub("", name))[1:] if word[0].isupper()]
    spelled = [word for word in proper if not word.isupper() or len(word) == 1]
    if not spelled:
        return not _LENDERS.match(name)
    return all(is_vietnamese_word(word) for word in spelled)


def _people(text: str, countries: list[Mention]) -> Iterator[Side]:
    """Doctors and donors with a name that is not Vietnamese: "bác sĩ Edward Kondrot"."""
    for hit in _PERSON.finditer(text):
        words = hit["name"].split()
        if len(words) > 1 and sum(not is_vietnamese_word(word) for word in words) * 2 >= len(words):
            near = next((c.entity_id or "" for c in countries if 0 <= c.start - hit.end() < 20), "")
            if near != HOME:
                yield Side(hit.group(), False, near, hit.start(), hit.end(), is_named=False, key=fold(hit["name"]))


def _many(text: str) -> Iterator[Side]:
    for hit in _MANY.finditer(text) if _MANY_WORDS.search(text) else ():
        yield Side(hit.group(), False, "", hit.start(), hit.end(), is_named=False, key="many")

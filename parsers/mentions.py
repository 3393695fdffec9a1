"""Article -> its mentions: countries, organisations, hospitals, sums of money, figures, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from parsers.amounts import find_quantities
from parsers.countries import HOME, find_countries
from parsers.gazetteer import read_words
from parsers.model import Mention, MentionKind
from parsers.parties import party_names
from parsers.strangers import find_strangers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.amounts import Quantity
    from parsers.gazetteer import Words
    from parsers.model import Article
    from parsers.parties import Party
    from parsers.strangers import Stranger

MEANING_VERSION = "2"  # of the rules for mentions and agreements: a new one when they find something else


def find_mentions(article: Article) -> tuple[Mention, ...]:
    """Return every named thing of the body in order of place; a country may stand inside a party's name."""
    return mentions_of(article.text, article.language)


def mentions_of(text: str, language: str) -> tuple[Mention, ...]:
    """Return the mentions of any text, such as a title, with places in that text."""
    words = read_words(text)
    parties, quantities = list(_parties(text, words, language)), list(_quantities(text, language))
    countries = [
        country
        for country in _countries(text, words, language, parties)
        if not _around(country.start, quantities)  # "đô la Mỹ" is no country
    ]
    found = [*parties, *countries, *quantities]
    return tuple(sorted(found, key=lambda mention: (mention.start, -mention.end, mention.kind)))


_Found = tuple[int, int, "Party | None", bool]  # start, end, the registered party, whether it is a hospital
_SHORT = re.compile(r" ?\([A-Z][\w&-]*[A-Z]\)")
# What a name may have around it and still be the registered one: "tổ chức Fred Hollows Foundation (FHF)".
_FRAME = re.compile(
    r"(?:(?:tổ chức|quỹ|hãng|tập đoàn|công ty|ngân hàng|the) )?\0(?: ?\([^)]*\)| Việt Nam| VN)?", re.IGNORECASE
)


def _parties(text: str, words: Words, language: str) -> Iterator[Mention]:
    """Registered parties and those known by form; of two that overlap the longer one, of equals the registered."""
    known: list[_Found] = [
        (start, _closed(words.text, start, words.ends[last - 1]), party, party.is_hospital)
        for start, last, party in ((words.starts[a], b, party) for a, b, party in party_names().find(words))
    ]
    spans = {(start, end) for start, end, _, _ in known}
    strangers = [_recognised(words.text, stranger, known) for stranger in find_strangers(words, language)
                 if (stranger.start, stranger.end) not in spans]  # fmt: skip
    for start, end, party, is_hospital in _longest([*known, *strangers]):
        surface = text[start:end]
        yield Mention(
            kind=MentionKind.HOSPITAL if is_hospital else MentionKind.ORGANISATION,
            entity_id=party.id if party else None,
            label=party.label if party else surface,
            surface=surface,
            start=start,
            end=end,
        )


def _closed(text: str, start: int, end: int) -> int:
    """The end of a name with the bracket that it leaves open, or with its abbreviation behind it: "(JICA)"."""
    if text.count("(", start, end) > text.count(")", start, end):
        return end + 1 if text.startswith(")", end) else end
    short = _SHORT.match(text, end)
    return short.end() if short else end


def _recognised(text: str, stranger: Stranger, known: list[_Found]) -> _Found:
    """A party known by form, or the registered one if its name only has a frame around it."""
    first, behind = (bisect_left(known, place, key=itemgetter(0)) for place in (stranger.start, stranger.end))
    for start, end, party, is_hospital in known[first:behind]:
        if end <= stranger.end:
            frame = f"{text[stranger.start : start]}\0{text[end : stranger.end]}"
            if _FRAME.fullmatch(frame):
                return stranger.start, stranger.end, party, is_hospital
    return stranger.start, stranger.end, None, stranger.is_hospital


def _longest(found: list[_Found]) -> list[_Found]:
    """Of those that overlap the longer one, of equals the registered; in order of place."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: (f[0] - f[1], f[2] is None, f[0])):
        at = bisect_left(kept, one[0], key=itemgetter(0))
        if not (at and kept[at - 1][1] > one[0]) and not (at < len(kept) and kept[at][0] < one[1]):
            kept.insert(at, one)
    return kept


def _countries(text: str, words: Words, language: str, parties: list[Mention]) -> Iterator[Mention]:
    for named in find_countries(words, language):
        start, end = words.starts[named.first], words.ends[named.last - 1]
        if not _is_only_a_name(start, end, parties):
            label = named.country.english if language == "en" else named.country.vietnamese
            yield Mention(kind=MentionKind.COUNTRY, entity_id=named.country.code, label=label,
                          surface=text[start:end], start=start, end=end)  # fmt: skip


def _is_only_a_name(start: int, end: int, parties: list[Mention]) -> bool:
    """Whether the country is part of the name of Vietnam's own hospital (Bệnh viện Việt Đức), and so no partner."""
    party = _around(start, parties)
    return bool(party and end <= party.end and (party.entity_id or "").startswith(f"{HOME.lower()}-"))


def _around(place: int, mentions: list[Mention]) -> Mention | None:
    """The mention that a place lies in, of mentions in order of which no two overlap."""
    at = bisect_right(mentions, place, key=attrgetter("start"))
    return mentions[at - 1] if at and place < mentions[at - 1].end else None


def _quantities(text: str, language: str) -> Iterator[Mention]:
    for quantity in find_quantities(text, language):
        yield Mention(
            kind=MentionKind.AMOUNT if quantity.is_money else MentionKind.FIGURE,
            entity_id=None,
            label=_label(quantity),
            surface=text[quantity.start : quantity.end],
            start=quantity.start,
            end=quantity.end,
            value=quantity.value,
            value_high=quantity.high,
            unit=quantity.unit,
        )


def _label(quantity: Quantity) -> str:
    """The normal form: "USD 35000000", "28.4 percent"; of a range the upper end, then the lower one."""
    number = _plain(quantity.value if quantity.high is None else quantity.high)
    lower = "" if quantity.high is None else f" (from {_plain(quantity.value)})"
    return f"{quantity.unit} {number}{lower}" if quantity.is_money else f"{number} {quantity.unit}{lower}"


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")

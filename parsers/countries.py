"""Words of a text -> the countries they name, ISO 3166-1 alpha-2; short names that are also words only in context."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from parsers.gazetteer import Gazetteer, one_spelling, read_rows, split_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parsers.gazetteer import Row, Words

HOME = "VN"
_FILE = "countries.csv"
_COLUMNS = ("code", "vietnamese", "english", "short")
_CODE = re.compile(r"[A-Z]{2}")
_KNOWN_IN_VIETNAMESE = 6  # letters: shorter English names are Vietnamese syllables too (Lao, Thai)


@dataclass(frozen=True, slots=True)
class Country:
    """A country and the name to show: the first Vietnamese or the first English one."""

    code: str
    vietnamese: str
    english: str


@dataclass(frozen=True, slots=True)
class _Name:
    country: Country | None  # None: a decoy, which names no country
    short: bool = False


class Named(NamedTuple):
    """A country named in a text: the words from `first` up to before `last`."""

    country: Country
    first: int
    last: int


@cache
def country_codes() -> dict[str, Country]:
    """Return all countries by code. Raises ValueError that names file and line if a line is wrong."""
    return {country.code: country for country, _ in _rows()}


@cache
def _rows() -> tuple[tuple[Country, Row], ...]:
    found: dict[str, tuple[Country, Row]] = {}
    for row in read_rows(_FILE, _COLUMNS):
        cells = row.cells
        if not _CODE.fullmatch(cells["code"]) or cells["code"] in found:
            raise ValueError(f"parsers/{_FILE}, line {row.line}: {cells['code']!r} is no new code of two capitals")
        vietnamese, english = split_names(cells["vietnamese"]), split_names(cells["english"])
        if not vietnamese or not english:
            raise ValueError(f"parsers/{_FILE}, line {row.line}: {cells['code']} needs a name in both languages")
        short = split_names(cells["short"])
        country = Country(
            cells["code"],
            short[0] if len(short) == 1 and vietnamese[0].endswith(short[0]) else vietnamese[0],
            english[0],
        )
        found[country.code] = country, row
    return tuple(found.values())


@cache
def country_words() -> frozenset[str]:
    """Return the first words of all English names of countries and their people, in lower case."""
    return frozenset(name.split()[0].lower() for _, row in _rows() for name in split_names(row.cells["english"]))


@cache
def short_names() -> frozenset[str]:
    """Return the short names of countries that are also words or people."""
    return frozenset(name for _, row in _rows() for name in split_names(row.cells["short"]))


@cache
def _cues() -> dict[str, Any]:
    cues = tomllib.loads(files(__package__).joinpath("countries.toml").read_text(encoding="utf-8"))
    names = {"decoys", "home_places"}
    return {key: cues[key] if key in names else frozenset(map(one_spelling, cues[key])) for key in cues}


def home_place_names() -> list[str]:
    """Return the names of the places of Vietnam."""
    return list(dict.fromkeys(_cues()["home_places"]))


@cache
def home_places() -> Gazetteer[str]:
    """Return the finder of the places of Vietnam; decoys that hold one (Thái Bình Dương) have an empty entry."""
    decoys = [(decoy, "") for decoy in _cues()["decoys"] if decoy not in home_place_names()]
    return Gazetteer([*((name, name) for name in home_place_names()), *decoys])


@cache
def _names(language: str) -> Gazetteer[_Name]:
    return Gazetteer(_spelled(language))


def _spelled(language: str) -> Iterator[tuple[str, _Name]]:
    for decoy in (*_cues()["decoys"], *home_place_names()):
        yield decoy, _Name(None)
    for country, row in _rows():
        for name in dict.fromkeys(_of_language(row, language)):
            yield name, _Name(country)
        for name in split_names(row.cells["short"]) if language != "en" else ():
            yield name, _Name(country, short=True)


def _of_language(row: Row, language: str) -> Iterable[str]:
    english = split_names(row.cells["english"])
    if language == "en":
        return english
    return split_names(row.cells["vietnamese"]) + [name for name in english if len(name) >= _KNOWN_IN_VIETNAMESE]


def find_countries(words: Words, language: str) -> list[Named]:
    """Return the countries that the words of a text name, Vietnam too, in order."""
    hits = [hit for hit in _names(language).find(words) if hit[2].country]
    if language == "en":
        hits = [hit for hit in hits if not _is_our_name(words, *hit[:2])]
    sure = {at for at, (_, _, name) in enumerate(hits) if not name.short}
    doubtful = [at for at in range(len(hits)) if at not in sure]
    said = {hits[at][2].country for at in sure}
    context = _Context(words, hits, sure)
    for _ in range(2 if doubtful else 0):  # once more: a list of short names confirms itself from its first sure one
        for at in doubtful:
            if at not in sure and context.is_country(at, said):
                sure.add(at)
                said.add(hits[at][2].country)
    named = ((hits[at][2].country, *hits[at][:2]) for at in sorted(sure))
    return [Named(country, first, last) for country, first, last in named if country]


def _is_our_name(words: Words, first: int, last: int) -> bool:
    """Whether an English name of a people opens a name of Vietnam: "Thai Thuy District", "Lao Bao"."""
    if last - first > 1 or words.lower[first] not in _cues()["our_names"] or last >= len(words):
        return False
    return words.gap(first) == " " and _is_name_part(words.printed[last]) and is_syllable(words.printed[last])


_PAIR = re.compile(r"\s?[-–—]\s?")
_LIST = re.compile(r",? | và |, và |/")
_STOP = re.compile(r"[.!?:…\n\"“”'‘(]")


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands around short names."""

    words: Words
    hits: list[tuple[int, int, _Name]]
    sure: set[int]

    def is_country(self, at: int, said: set[Country | None]) -> bool:
        """Say whether the short name `at` is the country here; `said` are countries named elsewhere."""
        cues, first = _cues(), self.hits[at][0]
        word = self.words.lower[first]
        if self._paired(at) or self._bracketed(at):
            return True
        before = self._beside(first - 1, first)
        if before is not None and before.lower() in cues["state_before"]:
            return True
        if word in cues["pair_only"] or (before and before.lower() in cues["person_before"]):
            return False
        return self._listed(at) or self._stands_alone(at, before, said)

    def _stands_alone(self, at: int, before: str | None, said: set[Country | None]) -> bool:
        """Whether it is neither a part of a personal name nor, at the start of a sentence, the plain word."""
        cues, (first, last, name) = _cues(), self.hits[at]
        word = self.words.lower[first]
        after = self._beside(last, last - 1)
        if word not in cues["never_person"] and any(other and _is_name_part(other) for other in (before, after)):
            return False
        if before or not self._starts(first) or word not in cues["doubtful_start"]:
            return True
        return name.country in said and after is not None and after.lower() in cues["verbs_after"]

    def _beside(self, index: int, near: int) -> str | None:
        """The word at `index` as printed, if only a blank parts it from the word at `near`."""
        if not 0 <= index < len(self.words):
            return None
        return self.words.printed[index] if self.words.gap(min(index, near)) in {" ", "\xa0"} else None

    def _between(self, at: int, other: int) -> str:
        if not 0 <= other < len(self.hits):
            return "\n"
        a, b = sorted((self.hits[at], self.hits[other]))
        return self.words.text[self.words.ends[a[1] - 1] : self.words.starts[b[0]]]

    def _paired(self, at: int) -> bool:
        gaps = {other: self._between(at, other) for other in (at - 1, at + 1)}
        if any(_PAIR.fullmatch(gap) for gap in gaps.values()):
            return True
        return any(gap == " " and self._is_union(*sorted((at, other))) for other, gap in gaps.items())

    def _is_union(self, left: int, right: int) -> bool:
        """Whether two short names without a hyphen are a pair: "hữu nghị Pháp Việt", and no person: "chị Việt Anh"."""
        first, last = self.hits[left][0], self.hits[right][0]
        before = self._beside(first - 1, first)
        is_ours = "việt" in {self.words.lower[first], self.words.lower[last]}
        return is_ours and before is not None and before.islower() and before not in _cues()["person_before"]

    def _bracketed(self, at: int) -> bool:
        """Alone in brackets behind a name: "Đại học Sassari (Ý)"."""
        first, last, _ = self.hits[at]
        if first == 0:
            return False
        return self.words.gap(first - 1).endswith("(") and self.words.gap(last - 1).startswith((")", ","))

    def _listed(self, at: int) -> bool:
        """In a row with a country that is sure: "Nhật, Pháp và Đức"."""
        return any(
            other in self.sure and (gap := self._between(at, other)) != " " and _LIST.fullmatch(gap)
            for other in (at - 1, at + 1)
        )

    def _starts(self, first: int) -> bool:
        """Whether a sentence or quotation starts with the word."""
        if first == 0:
            return True
        return bool(_STOP.search(self.words.gap(first - 1)))


_VOWELS = "aeiouyăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
_SYLLABLE = re.compile(
    rf"(?:ngh?|th|tr|ch|ph|kh|gh|gi|nh|qu|[bcdđghklmnprstvx])?[{_VOWELS}]{{1,3}}(?:ch|nh|ng|[cmnpt])?"
)


# Letters of Vietnamese alone: a word with one of them is a name of Vietnam, if of another of its languages (Đắk Lắk).
_OWN_LETTERS = frozenset("ăắằẳẵặấầẩẫậđảạẻẽẹếềểễệỉịỏọốồổỗộơớờởỡợủụưứừửữựỷỹỵ")


def is_syllable(word: str) -> bool:
    """Say whether a word has the form of a Vietnamese syllable, with its marks or without."""
    return bool(_SYLLABLE.fullmatch(word.lower()))


def is_vietnamese_word(word: str) -> bool:
    """Say whether a word could be a Vietnamese syllable, or is one of an English name for an institution of Vietnam."""
    lower = word.lower()
    if not _OWN_LETTERS.isdisjoint(lower) or _SYLLABLE.fullmatch(lower):
        return True
    return lower in _cues()["english_words"]


def _is_name_part(word: str) -> bool:
    """Whether a neighbour makes the short name a part of a Vietnamese name: a capitalised Vietnamese syllable."""
    return word[0].isupper() and not word.isupper() and bool(_SYLLABLE.fullmatch(word.lower()))

"""Text -> the organisations and hospitals it names by form: `Bệnh viện X`, `Tập đoàn X`, `X University`.

For parties that no registry holds; they are found to be looked at, so a name is cut rather short than long.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from parsers.alternatives import any_of
from parsers.countries import country_codes, country_words, home_place_names, is_vietnamese_word, short_names
from parsers.cues import CUES
from parsers.hits import hits_at
from parsers.sentences import CAPITALS
from parsers.textnorm import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.gazetteer import Words


class Stranger(NamedTuple):
    """A party known by the form of its name only: `text[start:end]`."""

    start: int
    end: int
    is_hospital: bool


_RULES: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("strangers.toml").read_text(encoding="utf-8"))


def _any_of(key: str) -> str:
    return any_of(_RULES[key])


_CAP = rf"(?:[{CAPITALS}][\w’'.&/-]{{0,30}}(?<![.,'’/-])|[{CAPITALS}]{{1,3}}\.(?=[{CAPITALS}])[{CAPITALS}]\w*)"
_NUMBER = (
    r"\d{1,3}(?!\d|[.,/-]\d|%|\s(?:giường|tỷ|tỉ|triệu|nghìn|ngàn|người|bệnh nhân|ca|beds|patients|people"
    rf"|{_any_of('counted')})\b)"
)
_KIND = rf"(?i:{_any_of('kinds')})(?!\w)"
_HEAD = rf"(?i:{_any_of('hospitals')}|{_any_of('bodies')})(?!\w)"
_LINK = rf"(?:of|for|the|and|de|du|des|la|von|van|der|sans)(?=\s(?:the\s)?{_CAP})"  # Hands of Delft
_TAIL = rf"(?:\s(?:(?:và|-|–|&)\s(?={_KIND})(?!{_HEAD}))?(?:{_KIND}|(?:[-–&]\s(?!Ảnh))?{_CAP}|{_NUMBER}|{_LINK}))"
_PLAIN_WITH_SHORT = r"(?:\s[^\W\d_]+){1,6}(?=\s?\([A-Z]{2,8}\))"  # "Hội xe lăn nhân đạo (WHF)"
_SHORT = r"(?:\s?\([A-Z]{2,}[\w-]*\))?"
_VIETNAMESE = re.compile(
    rf"(?:(?P<hospital>(?i:{_any_of('hospitals')})(?: \(BV\))?)|(?i:{_any_of('bodies')})"
    rf"|{_any_of('bodies_in_capitals')})(?=\s)(?:{_TAIL}{{1,12}}|{_PLAIN_WITH_SHORT}){_SHORT}"
)
_HEADS = frozenset(
    name.lower().split()[0] for key in ("hospitals", "bodies", "bodies_in_capitals") for name in _RULES[key]
)
_CAPITAL = re.compile(f"[{CAPITALS}]")
_PROPER = re.compile(rf"\s\(?[{CAPITALS}\d]")
_PART = rf"(?:(?:of|for)(?:\sthe)?\s|and\s(?=(?:{_any_of('english_and')})\b))"
_OFFICE = r"(?:Director|Deputy|Minister|President|Chairman|Professor|Head|Vice|Dr)\b"
_ENGLISH = re.compile(
    rf"(?:{_CAP}\s){{1,7}}(?:{_any_of('english_heads')})\b(?:\s{_PART}{_CAP}(?:\s(?!{_OFFICE}){_CAP}){{0,4}})*"
    rf"(?:\s\d{{1,3}}\b)?{_SHORT}"
    rf"|\b(?:{_any_of('english_heads')})\s{_PART}{_CAP}(?:\s{_PART}?{_CAP}){{0,6}}{_SHORT}"
    rf"|{_CAP}(?:\s{_CAP}){{0,4}},?\s(?:{_any_of('company_ends')})(?!\w)"
)
_FRAMED = re.compile(  # known by what stands before it: "the charity Open Hands", "a MoU with Newborns"
    rf"\b(?:(?:{_any_of('before_names')})|(?P<with>(?:{_any_of('before_partners')})\swith))"
    rf"\s(?P<name>{_CAP}(?:\s(?:of\s|for\s|the\s)*{_CAP}){{0,4}})"
)
_FRAMES = frozenset(
    re.findall(r"[^\W_]+", name.lower())[0] for key in ("before_names", "before_partners") for name in _RULES[key]
)
# A text without any of these words has no such name ("A" alone tells nothing).
_OF_ENGLISH_NAMES = frozenset(
    [name.split()[0] for name in _RULES["english_heads"]]
    + [word for end in _RULES["company_ends"] for word in re.findall(r"\w{2,}|[^\WA]", end)]
)
_ENGLISH_HOSPITAL = re.compile(r"\b(?:Hospital|Clinic|Medical Cent(?:er|re))")
_OF_COUNTRY = re.compile(  # "the Lyon Heart Institute of France", but "Bank of Japan"
    rf" (?:of|in) (?:the )?(?:{'|'.join(re.escape(country.english) for country in country_codes().values())})$"
)
_BARE_HEAD = re.compile(_any_of("english_heads"))  # "Consulate General of India" is the name
_DANGLING = re.compile(rf"\s(?:{_any_of('no_ends')})$")  # in small letters: "Bộ Y tế xây dựng" goes on with a verb
_GOES_ON = re.compile(rf" [^\W\d_{CAPITALS}]")
_TOKEN = re.compile(rf"(?P<kind>{_KIND})|(?P<proper>{_CAP})|(?P<plain>\S+)")
_AREA = re.compile(r"trung ương|quốc gia|quốc tế|thành phố|tỉnh|khu vực")  # may stand behind a proper name
_FIRST_WORD = re.compile(r"[^\W_]+")
_PLACES = frozenset(" ".join(fold(name).split()[:2]) for name in home_place_names())
_OWNER = re.compile(r"^.*\w[’']s (?=[A-Z][\w-]* )")  # "Korea’s Gyeonggi-do Department": the name is what is owned
_LEADING = re.compile(r"^(?:(?:The|A|An|In|At|On|And|But|By|With|From|For|Of|As|Its|Their|Both)\s)+")
_FAMILIES = frozenset(CUES.byline["families"].words)
_PLAIN_CAPITALS = frozenset({"da", "trung", "quoc", "y", "nhan"})  # of Đa khoa, Trung ương, Quốc tế, Y học, Nhân dân
_CHUNK = re.compile(r"\S+")
_TITLED = re.compile(
    r"(?:trưởng|giám đốc|viện trưởng|chủ tịch|thứ trưởng|hiệu trưởng|giám đốc điều hành|phó|đại diện|bác sĩ)\s$",
    re.IGNORECASE,
)


def find_strangers(words: Words, language: str) -> Iterator[Stranger]:
    """Yield the parties named by form, in order; registered ones among them."""
    text = words.text
    for first in words.places(_HEADS):
        if hit := _VIETNAMESE.match(text, words.starts[first]):
            end = _without_person(text, hit)
            if _PROPER.search(text, words.ends[first], end) and not _is_cut_off(text, hit, end):
                yield Stranger(hit.start(), end, bool(hit["hospital"]))
    if language == "en":
        if not _OF_ENGLISH_NAMES.isdisjoint(words.printed):
            yield from _english(text)
        yield from _framed(words)


def _english(text: str) -> Iterator[Stranger]:
    for hit in hits_at((capital.start() for capital in _CAPITAL.finditer(text)), _ENGLISH, text):
        lead = _OWNER.match(hit.group()) or _LEADING.match(hit.group())
        start = hit.start() + (lead.end() if lead else 0)
        end = _without_country(text, start, hit.end())
        if " " in text[start:end]:
            yield Stranger(start, end, bool(_ENGLISH_HOSPITAL.search(hit.group())))


def _without_country(text: str, start: int, end: int) -> int:
    """The end of a name without the country behind it, unless that is all that tells it: "Embassy of India"."""
    owned = _OF_COUNTRY.search(text, start, end)
    if not owned or " " not in text[start : owned.start()] or _BARE_HEAD.fullmatch(text, start, owned.start()):
        return end
    return owned.start()


def _framed(words: Words) -> Iterator[Stranger]:
    text = words.text
    for hit in hits_at((words.starts[first] for first in words.places(_FRAMES)), _FRAMED, text):
        start = hit.start("name")
        end = _without_country(text, start, hit.end("name"))
        if (hit["with"] or " " in hit["name"]) and not _is_place_or_person(text, start):
            yield Stranger(start, end, bool(_ENGLISH_HOSPITAL.search(hit["name"])))


@cache
def _no_partners() -> frozenset[str]:
    """First words of what stands behind "agreement with" and is no institution: countries, places, titles."""
    return country_words() | {name.split()[0].lower() for name in home_place_names()} | set(_RULES["no_partners"])


def _is_place_or_person(text: str, start: int) -> bool:
    return _FIRST_WORD.match(text, start)[0].lower() in _no_partners()  # type: ignore[index]  # a word stands there


def _is_cut_off(text: str, hit: re.Match[str], end: int) -> bool:
    """Whether only the first syllable of a name is there ("Bộ Tư pháp"): the words of names are not all known."""
    proper = [word for word in text[hit.start() : end].split()[1:] if word[0].isupper()]
    is_syllable = len(proper) == 1 and is_vietnamese_word(proper[0]) and not proper[0].isupper()
    is_syllable = is_syllable and proper[0] not in short_names()
    return is_syllable and text.endswith(proper[0], 0, end) and bool(_GOES_ON.match(text, end))


def _without_person(text: str, hit: re.Match[str]) -> int:
    """The end of the name without the person behind it: "giám đốc Bệnh viện Mắt Nguyễn Văn A"."""
    words = hit.group().split()
    capitals = own = 0  # `own`: up to where the hospital's own name reaches, if it is a person's (Nguyễn Đình Chiểu)
    for place, word in enumerate(words[1:-1], 1):
        if word[0].isupper():
            folded, following = fold(word), words[place + 1]
            is_family = place > own and folded in _FAMILIES and following[0].isupper()
            is_family = is_family and fold(f"{word} {following}").strip(",.") not in _PLACES
            if is_family and (capitals or _TITLED.search(text, max(0, hit.start() - 25), hit.start())):
                return hit.start() + list(_CHUNK.finditer(hit.group()))[place - 1].end()
            if is_family:
                own = place + 2
            capitals += folded not in _PLAIN_CAPITALS
    return _without_verbs(text, hit.start(), hit.end())


def _without_verbs(text: str, start: int, end: int) -> int:
    """The end of the name without the small words behind its last proper name: "Bệnh viện Bình Dân kỹ thuật"."""
    parts = list(_TOKEN.finditer(text, start, end))[1:]
    proper = [place for place, part in enumerate(parts) if part.lastgroup == "proper"]
    if proper:
        behind = [part for part in parts[proper[-1] + 1 :] if part.lastgroup == "kind" and part.group()[0].islower()]
        if behind and not _AREA.match(behind[0].group()):
            end = parts[proper[-1]].end()
    while dangling := _DANGLING.search(text, start, end):
        end = dangling.start()
    return end
